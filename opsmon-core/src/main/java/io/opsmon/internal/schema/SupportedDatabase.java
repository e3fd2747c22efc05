package io.opsmon.internal.schema;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Accepts databases that can store opsmon's tables, and in which the migration can create them. */
final class SupportedDatabase {

    private SupportedDatabase() {}

    /**
     * Returns the dialect of a supported database.
     *
     * @throws SchemaException if opsmon does not support the database; the message names the reason
     */
    static DatabaseDialect require(Dialects dialects, Connection connection) throws SQLException {
        DatabaseDialect dialect = dialects.find(connection)
                .orElseThrow(() -> refused(
                        connection,
                        "H2, PostgreSQL, MariaDB, MySQL and relatives of PostgreSQL are supported, and databases of a"
                                + " DatabaseDialect bean"));
        @Nullable String reason = dialect.unsuitability(connection);
        if (reason != null) {
            throw refused(connection, reason);
        }
        if (!dialect.isMigrated()) {
            throw new SchemaException("opsmon's tables cannot be created in \"" + product(connection)
                    + "\", because its dialect " + dialect.getClass().getName()
                    + " has no migration. Create the tables, and set opsmon.database.migration=none.");
        }
        return dialect;
    }

    private static SchemaException refused(Connection connection, String reason) {
        return new SchemaException("opsmon's tables cannot be created in \"" + product(connection) + "\": " + reason
                + ". Name a DataSource bean of another database in opsmon.database.data-source.");
    }

    private static String product(Connection connection) {
        try {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException failure) {
            return "a database without a name";
        }
    }
}
