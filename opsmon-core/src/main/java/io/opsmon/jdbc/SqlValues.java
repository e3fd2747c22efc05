package io.opsmon.jdbc;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * UUIDs and instants as a database keeps them.
 *
 * @since 0.1
 */
public enum SqlValues {

    /** {@code UUID} and {@code TIMESTAMP WITH TIME ZONE}: H2, PostgreSQL. */
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

    /** {@code BINARY(16)}, which sorts as UUIDv7 should, and {@code DATETIME(6)} in UTC: MariaDB, MySQL. */
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
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
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

    /**
     * The values of a database.
     *
     * @param connection a connection to it
     * @return how it keeps them
     * @throws SQLException if it cannot be asked what it is
     */
    public static SqlValues of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mariadb") || product.contains("mysql") ? MYSQL : STANDARD;
    }

    /**
     * To be bound as a parameter.
     *
     * @param id a UUID
     * @return the value for {@code setObject}
     */
    public abstract Object toSql(UUID id);

    /**
     * To be bound as a parameter.
     *
     * @param instant an instant
     * @return the value for {@code setObject}
     */
    public abstract Object toSql(Instant instant);

    /**
     * Read from a row.
     *
     * @param row the row
     * @param column the column's index
     * @return the UUID; null if the column is
     * @throws SQLException if it cannot be read
     */
    public abstract @Nullable UUID uuid(ResultSet row, int column) throws SQLException;

    /**
     * Read from a row.
     *
     * @param row the row
     * @param column the column's index
     * @return the instant
     * @throws SQLException if it cannot be read
     */
    public abstract Instant instant(ResultSet row, int column) throws SQLException;
}
