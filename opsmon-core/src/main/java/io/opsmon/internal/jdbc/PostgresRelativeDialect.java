package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Dialect of other servers with the SQL of PostgreSQL, such as KingbaseES, openGauss, CockroachDB and YugabyteDB.
 * Entries are inserted by JDBC batches, because {@code COPY} of some servers has limits or commits in parts. Tables
 * have no partitions.
 */
final class PostgresRelativeDialect implements DatabaseDialect {

    @Override
    public boolean supports(Connection connection) throws SQLException {
        return PostgresVersion.of(connection).family() == PostgresVersion.ServerFamily.RELATIVE;
    }

    @Override
    public DatabaseFamily family() {
        return DatabaseFamily.POSTGRESQL;
    }

    @Override
    public @Nullable String unsuitability(Connection connection) throws SQLException {
        @Nullable String unsuitability = PostgresVersion.of(connection).unsuitability();
        return unsuitability == null && storesEmptyTextsAsNull(connection)
                ? "it stores empty texts as NULL, as Oracle does; create the database in its mode for PostgreSQL"
                : unsuitability;
    }

    /** KingbaseES and openGauss do so in their modes for Oracle. */
    private static boolean storesEmptyTextsAsNull(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 WHERE '' IS NULL")) {
            return row.next();
        }
    }
}
