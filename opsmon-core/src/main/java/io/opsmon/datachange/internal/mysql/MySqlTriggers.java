package io.opsmon.datachange.internal.mysql;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.WritePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the triggers of MariaDB and MySQL current. Each table has three row triggers. A trigger contains its owner and
 * a hash of its definition as the default of a variable.
 *
 * <p>Creating a trigger waits at most a second for the metadata lock of the table. Each statement is its own
 * transaction. MySQL has no {@code CREATE OR REPLACE TRIGGER}, so a replaced trigger is absent for a moment.
 *
 * @since 0.1
 */
public final class MySqlTriggers implements TriggerUpkeep {

    private static final List<String> ACTIONS = List.of("INSERT", "UPDATE", "DELETE");
    private static final Set<Integer> REFUSED = Set.of(1044, 1142, 1227, 1419);
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    /** Creates the upkeep. */
    public MySqlTriggers() {}

    @Override
    public List<WritePath> writePaths(Connection connection) throws SQLException {
        return WritePath.read(connection, MySqlCatalog.WRITE_PATHS);
    }

    @Override
    public Result maintain(Connection connection, CaptureSettings settings) throws SQLException {
        String mode = text(connection, "SELECT @@SESSION.sql_mode");
        String wait = text(connection, "SELECT @@SESSION.lock_wait_timeout");
        try (Statement statement = connection.createStatement()) {
            // Triggers run with the mode of their creation.
            statement.execute("SET SESSION sql_mode = '', lock_wait_timeout = 1");
            return new Run(connection, settings).maintain();
        } finally {
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = '" + mode + "', lock_wait_timeout = " + wait);
            }
            connection.commit();
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            @Nullable String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }

    /** One comparison of all tables. */
    private static final class Run {

        private final Connection connection;
        private final CaptureSettings settings;
        private final String owner;
        private final List<CapturedTable> captured = new ArrayList<>();
        private final List<String> changed = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        Run(Connection connection, CaptureSettings settings) {
            this.connection = connection;
            this.settings = settings;
            // The definition is read back from a literal.
            this.owner = settings.owner().replaceAll("['\\\\]", "_");
        }

        Result maintain() throws SQLException {
            String database = text(connection, "SELECT DATABASE()");
            boolean isMariaDb = text(connection, "SELECT VERSION()").contains("MariaDB");
            List<MySqlCatalog.Table> tables = MySqlCatalog.tables(connection).stream()
                    .filter(table -> settings.includes(
                            table.name().schema(), table.name().table(), database))
                    .toList();
            Map<MySqlCatalog.Name, Map<String, MySqlCatalog.Trigger>> triggers =
                    MySqlCatalog.triggers(connection).stream()
                            .collect(Collectors.groupingBy(
                                    MySqlCatalog.Trigger::table,
                                    Collectors.toMap(MySqlCatalog.Trigger::name, Function.identity())));
            connection.rollback();
            for (NamePattern pattern : settings.tables()) {
                if (tables.stream()
                        .map(MySqlCatalog.Table::name)
                        .noneMatch(name -> CaptureSettings.selects(pattern, name.schema(), name.table(), database))) {
                    problems.add(new Problem(pattern.toString(), "no table matches this pattern", List.of()));
                }
            }
            for (MySqlCatalog.Table table : tables) {
                @Nullable Map<String, MySqlCatalog.Trigger> found = triggers.remove(table.name());
                maintain(table, found == null ? Map.of() : found, database, isMariaDb);
            }
            triggers.forEach(this::remove);
            return new Result(List.copyOf(captured), List.copyOf(changed), List.copyOf(problems));
        }

        private void maintain(
                MySqlCatalog.Table table, Map<String, MySqlCatalog.Trigger> found, String database, boolean isMariaDb) {
            MySqlCatalog.Name name = table.name();
            String label = name.schema() + "." + name.table();
            List<String> columns =
                    table.columns().stream().map(MySqlCatalog.Column::name).toList();
            CapturedTable captures =
                    CapturedTable.of(settings, name.schema(), name.table(), label, columns, table.key());
            @Nullable String other = otherOwner(found);
            if (other != null) {
                problems.add(new Problem(
                        label,
                        "the application \"" + other + "\" already records the changes of this table",
                        List.of()));
                return;
            }
            if (!settings.usesTriggers()) {
                if (found.isEmpty() || change(label, drops(name, found))) {
                    captured.add(captures);
                }
                return;
            }
            // A qualified name would be part of dumps, and of no use in a database of another name.
            boolean isHere = name.schema().equals(database);
            String schema = isHere ? "" : RowTrigger.quoted(name.schema()) + ".";
            String target = (isHere ? "" : RowTrigger.quoted(database) + ".") + "opsmon_data_change";
            RowTrigger trigger = new RowTrigger(settings, captures, table.columns(), target);
            List<String> ddl = new ArrayList<>();
            for (String action : ACTIONS) {
                String own = triggerName(action, name.table());
                String definition = "opsmon:" + owner + ":" + hash(trigger.body(action, ""));
                MySqlCatalog.@Nullable Trigger known = found.get(own);
                if (known != null && known.definition().equals(definition)) {
                    continue;
                }
                String qualified = schema + RowTrigger.quoted(own);
                if (known != null && !isMariaDb) {
                    ddl.add("DROP TRIGGER " + qualified);
                }
                ddl.add((isMariaDb ? "CREATE OR REPLACE TRIGGER " : "CREATE TRIGGER ") + qualified + " AFTER " + action
                        + " ON " + schema + RowTrigger.quoted(name.table())
                        + " FOR EACH ROW\n" + trigger.body(action, definition));
            }
            if (ddl.isEmpty() || change(label, ddl)) {
                captured.add(captures);
            }
        }

        private @Nullable String otherOwner(Map<String, MySqlCatalog.Trigger> found) {
            for (MySqlCatalog.Trigger trigger : found.values()) {
                int end = trigger.definition().lastIndexOf(':');
                if (end > 7 && !trigger.definition().substring(7, end).equals(owner)) {
                    return trigger.definition().substring(7, end);
                }
            }
            return null;
        }

        private void remove(MySqlCatalog.Name table, Map<String, MySqlCatalog.Trigger> found) {
            if (otherOwner(found) == null) {
                change(table.schema() + "." + table.table(), drops(table, found));
            }
        }

        private static List<String> drops(MySqlCatalog.Name table, Map<String, MySqlCatalog.Trigger> found) {
            return found.keySet().stream()
                    .sorted()
                    .map(name -> "DROP TRIGGER " + RowTrigger.quoted(table.schema()) + "." + RowTrigger.quoted(name))
                    .toList();
        }

        private boolean change(String table, List<String> ddl) {
            try (Statement statement = connection.createStatement()) {
                for (String each : ddl) {
                    statement.execute(each);
                }
                changed.add(table);
                return true;
            } catch (SQLException failure) {
                boolean isRefused = REFUSED.contains(failure.getErrorCode());
                problems.add(new Problem(
                        table,
                        failure.getErrorCode() == LOCK_WAIT_TIMEOUT
                                ? "the table is in use; the next run tries again"
                                : String.valueOf(failure.getMessage()),
                        isRefused ? List.copyOf(ddl) : List.of()));
                return false;
            }
        }
    }

    /** The names of triggers are unique in a schema, and have at most 64 characters. */
    private static String triggerName(String action, String table) {
        return "opsmon_dc_" + action.toLowerCase(Locale.ROOT) + "_" + hash(table);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
