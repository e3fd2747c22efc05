package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Dialect of MariaDB and MySQL, through the drivers of both. */
final class MySqlDialect implements DatabaseDialect {

    @Override
    public boolean supports(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mariadb") || product.contains("mysql");
    }

    @Override
    public DatabaseFamily family() {
        return DatabaseFamily.MYSQL;
    }
}
