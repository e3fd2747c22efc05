package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.SqlValues;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

/**
 * Dialect of PostgreSQL. Batches are inserted by {@code COPY}. Small batches, and batches on connections of other
 * drivers, are inserted by a JDBC batch.
 */
final class PostgresDialect extends Dialect {

    private static final int COPY_FROM = 8;
    private static final boolean DRIVER_PRESENT =
            ClassUtils.isPresent("org.postgresql.PGConnection", PostgresDialect.class.getClassLoader());

    PostgresDialect() {
        super(SqlValues.STANDARD);
    }

    @Override
    <E> void insert(Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        if (rows.size() < COPY_FROM || !DRIVER_PRESENT || !connection.isWrapperFor(PGConnection.class)) {
            insertOneByOne(connection, table, rows);
            return;
        }
        try {
            PostgresCopy.insert(connection, table, rows);
        } catch (IOException failure) {
            throw new SQLException("Writing the COPY stream failed", "08006", failure);
        }
    }

    @Override
    public String nameKey(String column) {
        return "LOWER(" + column + ")";
    }

    @Override
    public String containsIgnoringCase(String column) {
        return column + " ILIKE ? ESCAPE '!'";
    }

    /** {@code ILIKE} uses a trigram index for patterns of at least three characters. */
    @Override
    public boolean hasTextIndex(JdbcTemplate jdbc, String index) {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT to_regclass(?) IS NOT NULL", Boolean.class, index));
    }
}
