package io.opsmon.operationlog.jdbc;

import io.opsmon.jdbc.SqlValues;
import io.opsmon.operationlog.OperationLogEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** H2 2.x in any compatibility mode: a JDBC batch, since there is no round trip to save. */
final class H2Dialect extends Dialect {

    private static final String INSERT_ONE = INSERT + placeholders();

    H2Dialect() {
        super(SqlValues.STANDARD);
    }

    @Override
    void insert(Connection connection, List<OperationLogEntry> entries) throws SQLException {
        insertOneByOne(connection, INSERT_ONE, entries);
    }
}
