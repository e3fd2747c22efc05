package io.opsmon.jdbc;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Families of databases that share column types and SQL. The family determines the tables that the migration creates,
 * and the defaults of a {@link DatabaseDialect}.
 *
 * @since 0.1
 */
public enum DatabaseFamily {

    /** H2: {@code UUID} and {@code TIMESTAMP WITH TIME ZONE}. */
    H2 {
        @Override
        int snapshotIsolation() {
            return H2_SNAPSHOT;
        }

        /** As the generated column of the key in the changelog: the same in every locale of the JVM. */
        @Override
        String nameKeyOfParameter() {
            return "REPLACE(LOWER(?), U&'\\0131', 'i')";
        }

        @Override
        String keyContains(String column) {
            return "LOCATE(" + nameKeyOfParameter() + ", " + column + ") > 0";
        }

        /** H2 evaluates a condition on the row of the index if the index has the columns. */
        @Override
        @Nullable
        String indexed(String table, String index, String condition) {
            return null;
        }
    },

    /** PostgreSQL: {@code UUID} and {@code TIMESTAMP WITH TIME ZONE}. */
    POSTGRESQL {
        @Override
        String nameKey(String column) {
            return "LOWER(" + column + ")";
        }

        @Override
        boolean hasTextIndex(Connection connection, String index) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT 1 FROM pg_class WHERE relname = ? AND relkind IN ('i', 'I') AND pg_table_is_visible(oid)")) {
                select.setString(1, index);
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        }
    },

    /** MariaDB and MySQL: {@code BINARY(16)}, which sorts UUIDv7 by time, and {@code DATETIME(6)} in UTC. */
    MYSQL {
        @Override
        Object toSql(UUID id) {
            return ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }

        @Override
        Object toSql(Instant instant) {
            // Not as LocalDateTime: MySQL's driver drops the fraction of a second for a MariaDB before 11, whose
            // version begins with 5.5.5, and with sendFractionalSeconds=false. A text has no time zone, and is not
            // rounded.
            return MYSQL_DATETIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }

        @Override
        @Nullable
        UUID uuid(ResultSet row, int column) throws SQLException {
            byte @Nullable [] value = row.getBytes(column);
            if (value == null) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(value);
            return new UUID(bytes.getLong(), bytes.getLong());
        }

        @Override
        Instant instant(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
        }

        @Override
        String containsIgnoringCase(String column) {
            return "LOWER(" + column + ") LIKE LOWER(?) ESCAPE '!'";
        }

        /**
         * The search of bytes is several times faster than that of characters. UTF-8 gives both the same result. The
         * character set of the connection, and so of the parameter, may be another one.
         */
        @Override
        String keyContains(String column) {
            return "LOCATE(CAST(LOWER(CONVERT(? USING utf8mb4)) AS BINARY), " + column + ") > 0";
        }

        /** The inner query is merged into the outer one, and its rows are not stored. */
        @Override
        String indexed(String table, String index, String condition) {
            return "(SELECT id AS candidate_id, occurred_at AS candidate_at FROM " + table + " FORCE INDEX (" + index
                    + ") WHERE " + condition + ") candidate STRAIGHT_JOIN " + table + " ON id = candidate_id";
        }

        @Override
        String epochSeconds(String column) {
            return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")";
        }

        @Override
        BulkInsert bulkInsert() {
            return BulkInsert.MULTI_ROW;
        }

        /** The MySQL driver streams only for this value, which the MariaDB driver rejects. */
        @Override
        int streamingFetchSize(Connection connection, int rows) throws SQLException {
            String driver = connection.getMetaData().getDriverName().toLowerCase(Locale.ROOT);
            return driver.contains("mysql") ? Integer.MIN_VALUE : rows;
        }

        @Override
        boolean cutsLongTexts(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
                return row.next() && !row.getString(1).contains("STRICT_");
            }
        }
    };

    /** Isolation level "snapshot" of H2. Its "repeatable read" does not cover the whole database. */
    private static final int H2_SNAPSHOT = 6;

    private static final DateTimeFormatter MYSQL_DATETIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    Object toSql(UUID id) {
        return id;
    }

    Object toSql(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Nullable
    UUID uuid(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * Not {@code LOWER}, which depends on the locale of the JVM in H2. In Turkish, the lower-case form of the I in "ID"
     * is not the i in "id".
     */
    String containsIgnoringCase(String column) {
        return column + " ILIKE ? ESCAPE '!'";
    }

    /** A generated column in the changelog. */
    String nameKey(String column) {
        return column + "_key";
    }

    String nameKeyOfParameter() {
        return "LOWER(?)";
    }

    /** The subquery is evaluated once; a generic plan of PostgreSQL calls a function for each row. */
    String keyContains(String column) {
        return "STRPOS(" + column + ", (SELECT LOWER(?))) > 0";
    }

    /** The offset keeps the planner from another order of the join, which would read all rows. */
    @Nullable
    String indexed(String table, String index, String condition) {
        return "(SELECT id AS candidate_id, occurred_at AS candidate_at FROM " + table + " WHERE " + condition
                + ") candidate CROSS JOIN LATERAL (SELECT * FROM " + table
                + " WHERE id = candidate_id AND occurred_at = candidate_at OFFSET 0) found";
    }

    boolean hasTextIndex(Connection connection, String index) throws SQLException {
        return false;
    }

    String epochSeconds(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    BulkInsert bulkInsert() {
        return BulkInsert.BATCH;
    }

    int streamingFetchSize(Connection connection, int rows) throws SQLException {
        return rows;
    }

    boolean cutsLongTexts(Connection connection) throws SQLException {
        return false;
    }

    int snapshotIsolation() {
        return Connection.TRANSACTION_REPEATABLE_READ;
    }
}
