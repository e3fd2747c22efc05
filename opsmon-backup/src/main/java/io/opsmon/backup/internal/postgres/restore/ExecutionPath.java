package io.opsmon.backup.internal.postgres.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The search path of a restore. Definitions have qualified names, and run with {@code pg_catalog} alone. Other
 * statements call functions, for example of an index or a check constraint, which may have names without a schema.
 * Their path is that of the user, then the schema of the table, then all other schemas. Not thread-safe.
 */
final class ExecutionPath {

    private static final String STRICT = "pg_catalog";

    private static final String ALL = "SELECT string_agg(pg_catalog.quote_ident(nspname), ', ' ORDER BY nspname)"
            + " FROM pg_catalog.pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'";

    /** The first qualified name of a statement. */
    private static final Pattern QUALIFIED =
            Pattern.compile("(?:COPY|ON|TABLE|ONLY|VIEW|DOMAIN) (\"(?:[^\"]|\"\")+\"|[\\w$]+)\\.");

    private final Connection connection;
    private final String usual;
    private @Nullable String all;
    private String current = "";

    ExecutionPath(Connection connection, Statement statement) throws SQLException {
        this.connection = connection;
        try (ResultSet path = statement.executeQuery("SHOW search_path")) {
            path.next();
            usual = path.getString(1);
        }
    }

    /** Sets the path for definitions. */
    void strict() throws SQLException {
        set(STRICT);
    }

    /** Sets the path for a statement that calls functions. All schemas exist by now. */
    void evaluating(String statement) throws SQLException {
        Matcher table = QUALIFIED.matcher(statement);
        StringBuilder path = new StringBuilder(usual.isBlank() || usual.equals("\"\"") ? STRICT : usual);
        if (table.find()) {
            path.append(", ").append(table.group(1));
        }
        if (all() != null) {
            path.append(", ").append(all());
        }
        set(path.toString());
    }

    /** Forgets the path, after the transaction that set it has ended. */
    void forget() {
        current = "";
    }

    private @Nullable String all() throws SQLException {
        if (all == null) {
            try (Statement statement = connection.createStatement();
                    ResultSet schemas = statement.executeQuery(ALL)) {
                schemas.next();
                all = schemas.getString(1);
            }
        }
        return all;
    }

    private void set(String path) throws SQLException {
        if (path.equals(current)) {
            return;
        }
        try (PreparedStatement set =
                connection.prepareStatement("SELECT pg_catalog.set_config('search_path', ?, true)")) {
            set.setString(1, path);
            set.execute();
        }
        current = path;
    }
}
