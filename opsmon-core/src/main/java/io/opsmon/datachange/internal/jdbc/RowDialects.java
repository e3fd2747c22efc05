package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.h2.H2Rows;
import io.opsmon.datachange.internal.mysql.MySqlRows;
import io.opsmon.datachange.internal.postgres.PostgresRows;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Chooses the dialect of a database.
 *
 * @since 0.1
 */
public final class RowDialects {

    private RowDialects() {}

    /**
     * Returns the dialect of a database.
     *
     * @param connection a connection to the database
     * @return the dialect
     * @throws SQLException if the connection fails, or the database is not supported
     */
    public static RowDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresRows();
            case "H2" -> new H2Rows();
            case "MariaDB", "MySQL" -> new MySqlRows();
            default -> throw new SQLException("Data changes are not available in \"" + product + "\"", "0A000");
        };
    }
}
