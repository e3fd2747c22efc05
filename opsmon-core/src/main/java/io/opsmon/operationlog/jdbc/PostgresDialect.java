package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.util.ClassUtils;

/**
 * PostgreSQL: {@code COPY}, and where that meets an id the table has (a replay after a crash), the batch again as
 * {@code INSERT ... ON CONFLICT DO NOTHING}. Small batches and connections that are not the PostgreSQL driver's take the latter at once.
 */
final class PostgresDialect extends Dialect {

    private static final int COPY_FROM = 8;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final boolean DRIVER_PRESENT =
            ClassUtils.isPresent("org.postgresql.PGConnection", PostgresDialect.class.getClassLoader());
    private static final String INSERT_MISSING = "INSERT INTO " + Column.TABLE + " (" + Column.NAMES + ") VALUES "
            + placeholders() + " ON CONFLICT (id) DO NOTHING";

    @Override
    void insert(Connection connection, List<OperationLogEntry> entries) throws SQLException {
        if (entries.size() < COPY_FROM || !DRIVER_PRESENT || !connection.isWrapperFor(PGConnection.class)) {
            insertOneByOne(connection, INSERT_MISSING, entries);
            return;
        }
        Savepoint beforeCopy = connection.setSavepoint();
        try {
            PostgresCopy.insert(connection, entries);
        } catch (SQLException failure) {
            if (!UNIQUE_VIOLATION.equals(failure.getSQLState())) {
                throw failure;
            }
            connection.rollback(beforeCopy);
            insertOneByOne(connection, INSERT_MISSING, entries);
        } catch (IOException failure) {
            throw new SQLException("Cannot write the COPY stream", "08006", failure);
        }
    }

    @Override
    String containsIgnoringCase(String column) {
        return column + " ILIKE ? ESCAPE '!'";
    }
}
