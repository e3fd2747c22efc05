package io.opsmon.internal.jdbc;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Conversions of UUIDs and instants to and from the types of a database.
 *
 * @since 0.1
 */
public enum SqlValues {

    /** H2 and PostgreSQL: {@code UUID} and {@code TIMESTAMP WITH TIME ZONE}. */
    STANDARD {
        @Override
        public Object toSql(UUID id) {
            return id;
        }

        @Override
        public Object toSql(Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }

        @Override
        public @Nullable UUID uuid(ResultSet row, int column) throws SQLException {
            return row.getObject(column, UUID.class);
        }

        @Override
        public Instant instant(ResultSet row, int column) throws SQLException {
            return row.getObject(column, OffsetDateTime.class).toInstant();
        }
    },

    /** MariaDB and MySQL: {@code BINARY(16)}, which sorts UUIDv7 by time, and {@code DATETIME(6)} in UTC. */
    MYSQL {
        @Override
        public Object toSql(UUID id) {
            return ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }

        @Override
        public Object toSql(Instant instant) {
            // Not as LocalDateTime: MySQL's driver drops the fraction of a second for a MariaDB before 11, whose
            // version
            // begins with 5.5.5, and with sendFractionalSeconds=false. A text has no time zone, and is not rounded.
            return MYSQL_DATETIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }

        @Override
        public @Nullable UUID uuid(ResultSet row, int column) throws SQLException {
            byte @Nullable [] value = row.getBytes(column);
            if (value == null) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(value);
            return new UUID(bytes.getLong(), bytes.getLong());
        }

        @Override
        public Instant instant(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
        }
    };

    private static final DateTimeFormatter MYSQL_DATETIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /**
     * Returns the conversions of a database.
     *
     * @param connection a connection to the database
     * @return the conversions
     * @throws SQLException if the product name cannot be read
     */
    public static SqlValues of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mariadb") || product.contains("mysql") ? MYSQL : STANDARD;
    }

    /**
     * Converts a UUID to a parameter.
     *
     * @param id a UUID
     * @return the value for {@code setObject}
     */
    public abstract Object toSql(UUID id);

    /**
     * Converts an instant to a parameter.
     *
     * @param instant an instant
     * @return the value for {@code setObject}
     */
    public abstract Object toSql(Instant instant);

    /**
     * Reads a UUID from a row.
     *
     * @param row the row
     * @param column the index of the column
     * @return the UUID; null for NULL
     * @throws SQLException if the column cannot be read
     */
    public abstract @Nullable UUID uuid(ResultSet row, int column) throws SQLException;

    /**
     * Reads an instant from a row.
     *
     * @param row the row
     * @param column the index of the column
     * @return the instant
     * @throws SQLException if the column cannot be read
     */
    public abstract Instant instant(ResultSet row, int column) throws SQLException;
}
