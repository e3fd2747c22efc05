package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.internal.jdbc.Connections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection with fixed settings, because the settings of a pool change the rows and values that queries return. At
 * the end, the connection has its own settings again. Not thread-safe.
 */
final class MariaDbSession implements AutoCloseable {

    private static final String NO_LIMIT = "18446744073709551615";

    /** The settings that change results or end a long read, with their values. Each server has some of them. */
    private static final Map<String, String> FIXED = Map.of(
            "time_zone", "'+00:00'",
            "sql_mode", "''",
            "sql_quote_show_create", "1",
            "lc_time_names", "'en_US'",
            "max_statement_time", "0",
            "max_execution_time", "0",
            "idle_transaction_timeout", "0",
            "idle_readonly_transaction_timeout", "0",
            "net_write_timeout", "3600");

    /** The settings that a script changes. */
    private static final Set<String> OF_SCRIPTS = Set.of(
            "character_set_client",
            "character_set_connection",
            "character_set_results",
            "collation_connection",
            "foreign_key_checks",
            "unique_checks",
            "system_versioning_insert_history");

    private static final String CURRENT = Stream.concat(FIXED.keySet().stream(), OF_SCRIPTS.stream())
            .sorted()
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", ", "SHOW SESSION VARIABLES WHERE Variable_name IN (", ")"));

    private final Connection connection;
    private final int isolationBefore;
    private final String limitBefore;
    private final Map<String, String> settingsBefore = new TreeMap<>();
    private boolean hasSnapshot;
    private boolean isWell;

    private MariaDbSession(Connection connection) throws SQLException {
        this.connection = connection;
        this.isolationBefore = connection.getTransactionIsolation();
        this.limitBefore = MariaDbContents.names(connection, "SELECT @@SESSION.sql_select_limit")
                .get(0);
        try (Statement statement = connection.createStatement()) {
            // Would limit the next query, too.
            statement.execute("SET SESSION sql_select_limit = " + NO_LIMIT);
            try (ResultSet rows = statement.executeQuery(CURRENT)) {
                while (rows.next()) {
                    settingsBefore.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        set(FIXED::get);
    }

    /** Takes over a connection, and leaves it open if the settings cannot be changed. */
    static MariaDbSession on(Connection connection) throws SQLException {
        return new MariaDbSession(connection);
    }

    static MariaDbSession open(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new MariaDbSession(connection);
        } catch (SQLException | RuntimeException failure) {
            Connections.cut(connection);
            connection.close();
            throw failure;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Begins a transaction that reads one consistent snapshot. */
    void beginSnapshot() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        hasSnapshot = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        }
    }

    /** States that the work succeeded. Without this statement, the connection is aborted at the end. */
    void succeeded() {
        isWell = true;
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (isWell) {
                if (hasSnapshot) {
                    Connections.end(connection, true);
                }
                set(name -> before(name, String.valueOf(settingsBefore.get(name))));
                connection.setTransactionIsolation(isolationBefore);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET SESSION sql_select_limit = " + limitBefore);
                }
            } else {
                Connections.cut(connection);
            }
        }
    }

    /** Changes the settings for which the function returns a value. */
    private void set(Function<String, @Nullable String> value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settingsBefore.keySet().stream()
                    .filter(name -> value.apply(name) != null)
                    .map(name -> "SESSION " + name + " = " + value.apply(name))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
    }

    private static String before(String name, String value) {
        if (name.equals("character_set_results") && value.isEmpty()) {
            return "NULL";
        }
        return value.matches("\\d+(?:\\.\\d+)?") ? value : MariaDbRows.literal(value);
    }
}
