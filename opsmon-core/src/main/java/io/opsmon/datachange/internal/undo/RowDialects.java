package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.h2.H2Rows;
import io.opsmon.datachange.internal.mysql.MySqlRows;
import io.opsmon.datachange.internal.postgres.PostgresRows;
import java.sql.Connection;
import java.sql.SQLException;

/** Chooses the dialect of a database. */
final class RowDialects {

    private RowDialects() {}

    static RowDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresRows();
            case "H2" -> new H2Rows();
            case "MariaDB", "MySQL" -> new MySqlRows();
            default -> throw new SQLException("Data changes are not available in \"" + product + "\"", "0A000");
        };
    }
}
