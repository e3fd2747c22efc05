package io.opsmon.internal.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Databases, and compatibility modes of H2, that support opsmon's tables. */
final class SupportedDatabase {

    private static final Set<String> PRODUCTS = Set.of("h2", "postgresql", "mariadb", "mysql");

    /** Unsupported modes of H2 by their names in lower case, with the reason. */
    private static final Map<String, String> UNSUITABLE_MODES = Map.of(
            "strict", "it has no LIMIT",
            "oracle", "it stores empty texts as NULL",
            "mssqlserver", "its unique indexes accept NULL only once",
            "derby", "its unique indexes accept NULL only once");

    private SupportedDatabase() {}

    /**
     * Accepts a supported database.
     *
     * @throws SchemaException if opsmon does not support the database; the message names the reason
     */
    static void require(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!PRODUCTS.contains(product.toLowerCase(Locale.ROOT))) {
            throw new SchemaException("opsmon's tables cannot be created in \"" + product
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
                throw new SchemaException("opsmon's tables cannot be created in an H2 database with MODE=" + mode + ": "
                        + reason + ". " + remedy());
            }
        }
    }

    private static String remedy() {
        return "Name a DataSource bean of another database in opsmon.database.data-source.";
    }
}
