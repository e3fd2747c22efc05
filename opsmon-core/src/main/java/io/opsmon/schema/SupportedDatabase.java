package io.opsmon.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The databases, and H2's compatibility modes, that can hold opsmon's tables. */
final class SupportedDatabase {

    private static final Set<String> PRODUCTS = Set.of("h2", "postgresql", "mariadb", "mysql");

    /**
     * H2's modes with another meaning of SQL that opsmon depends on, in the lower case of their names, and that
     * meaning.
     */
    private static final Map<String, String> UNSUITABLE_MODES = Map.of(
            "strict", "it has no LIMIT",
            "oracle", "it stores empty texts as NULL",
            "mssqlserver", "its unique indexes accept NULL only once",
            "derby", "its unique indexes accept NULL only once");

    private SupportedDatabase() {}

    /**
     * Accepts a database or names the reason against it.
     *
     * @throws SchemaException if opsmon's tables cannot be in this database
     */
    static void require(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!PRODUCTS.contains(product.toLowerCase(Locale.ROOT))) {
            throw new SchemaException("opsmon's tables cannot be in \"" + product
                    + "\": H2, PostgreSQL, MariaDB and MySQL are supported. " + remedy());
        }
        if (product.equalsIgnoreCase("h2")) {
            requireSuitableMode(connection);
        }
    }

    private static void requireSuitableMode(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'MODE'")) {
            String mode = row.next() ? row.getString(1) : "REGULAR";
            @Nullable String reason = UNSUITABLE_MODES.get(mode.toLowerCase(Locale.ROOT));
            if (reason != null) {
                throw new SchemaException("opsmon's tables cannot be in an H2 database with MODE=" + mode + ": "
                        + reason + ". " + remedy());
            }
        }
    }

    private static String remedy() {
        return "Name a DataSource bean of another database in opsmon.database.data-source.";
    }
}
