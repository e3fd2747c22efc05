package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.BulkInsert;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.sql.Connection;
import java.sql.SQLException;

/** Dialect of PostgreSQL and its distributions, with {@code COPY} and monthly partitions. */
final class PostgresDialect implements DatabaseDialect {

    @Override
    public boolean supports(Connection connection) throws SQLException {
        return PostgresVersion.of(connection).family() == PostgresVersion.ServerFamily.POSTGRESQL;
    }

    @Override
    public DatabaseFamily family() {
        return DatabaseFamily.POSTGRESQL;
    }

    @Override
    public BulkInsert bulkInsert() {
        return BulkInsert.COPY;
    }

    @Override
    public boolean hasMonthlyPartitions() {
        return true;
    }
}
