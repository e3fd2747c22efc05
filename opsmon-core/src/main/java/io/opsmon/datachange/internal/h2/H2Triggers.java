package io.opsmon.datachange.internal.h2;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.FailurePolicy;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the triggers of H2 current. Each table has three row triggers of the class {@link ChangeTrigger}. The comment
 * of a trigger contains its settings. Each statement is its own transaction, and waits at most a second for the table.
 *
 * @since 0.1
 */
public final class H2Triggers implements TriggerUpkeep {

    /** Not as a class, so that this class does not need H2 to be loaded. */
    private static final String TRIGGER = "io.opsmon.datachange.internal.h2.ChangeTrigger";

    private static final List<String> ACTIONS = List.of("INSERT", "UPDATE", "DELETE");
    private static final int LOCK_TIMEOUT = 50_200;
    private static final int NO_ADMIN_RIGHTS = 90_040;
    private static final int NO_RIGHTS = 90_096;

    /** A trigger or a routine of the host is a Java class, whose statements are unknown. */
    private static final String WRITE_PATHS = """
            SELECT EVENT_OBJECT_TABLE, CAST(NULL AS VARCHAR) FROM INFORMATION_SCHEMA.TRIGGERS
            UNION ALL SELECT ROUTINE_NAME, NULL FROM INFORMATION_SCHEMA.ROUTINES
            UNION ALL SELECT TABLE_NAME, VIEW_DEFINITION FROM INFORMATION_SCHEMA.VIEWS
            UNION ALL SELECT SYNONYM_NAME, SYNONYM_FOR FROM INFORMATION_SCHEMA.SYNONYMS
            UNION ALL SELECT p.TABLE_NAME, f.TABLE_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r
                JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS f ON f.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA
                    AND f.CONSTRAINT_NAME = r.CONSTRAINT_NAME
                JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS p ON p.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA
                    AND p.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME
                WHERE r.DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
                    OR r.UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')""";

    /** Creates the upkeep. */
    public H2Triggers() {}

    @Override
    public List<WritePath> writePaths(Connection connection) throws SQLException {
        return WritePath.read(connection, WRITE_PATHS);
    }

    /** The name of a table. */
    private record Name(String schema, String table) {}

    @Override
    public Result maintain(Connection connection, CaptureSettings settings) throws SQLException {
        String timeout = text(connection, "SELECT LOCK_TIMEOUT()");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT 1000");
            return new Run(connection, settings).maintain();
        } finally {
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCK_TIMEOUT " + timeout);
            }
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
        private final List<CapturedTable> captured = new ArrayList<>();
        private final List<String> changed = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        Run(Connection connection, CaptureSettings settings) {
            this.connection = connection;
            this.settings = settings;
        }

        Result maintain() throws SQLException {
            String schema = text(connection, "SELECT CURRENT_SCHEMA");
            Map<Name, List<String>> tables = lists("SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME"
                    + " FROM INFORMATION_SCHEMA.COLUMNS c JOIN INFORMATION_SCHEMA.TABLES t"
                    + " ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME"
                    + " WHERE t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_SCHEMA <> 'INFORMATION_SCHEMA'"
                    + " ORDER BY 1, 2, c.ORDINAL_POSITION");
            Map<Name, List<String>> keys = lists("SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME"
                    + " FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE k JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS c"
                    + " ON c.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = k.CONSTRAINT_NAME"
                    + " WHERE c.CONSTRAINT_TYPE = 'PRIMARY KEY' ORDER BY 1, 2, k.ORDINAL_POSITION");
            Map<Name, Map<String, String>> triggers = triggers();
            Name target = tables.keySet().stream()
                    .filter(name -> name.schema().equals(schema) && name.table().equalsIgnoreCase("opsmon_data_change"))
                    .findFirst()
                    .orElseThrow(() -> new SQLException("The table opsmon_data_change is not in the current schema"));
            for (NamePattern pattern : settings.tables()) {
                if (tables.keySet().stream()
                        .noneMatch(name -> CaptureSettings.selects(pattern, name.schema(), name.table(), schema))) {
                    problems.add(new Problem(pattern.toString(), "no table matches this pattern", List.of()));
                }
            }
            tables.forEach((name, columns) -> {
                if (settings.includes(name.schema(), name.table(), schema)) {
                    @Nullable Map<String, String> found = triggers.remove(name);
                    CapturedTable table = CapturedTable.of(
                            settings,
                            name.schema(),
                            name.table(),
                            name.schema() + "." + name.table(),
                            columns,
                            keys.getOrDefault(name, List.of()));
                    maintain(
                            table,
                            columns,
                            qualified(target.schema(), target.table()),
                            found == null ? Map.of() : found);
                }
            });
            triggers.forEach((name, found) -> {
                if (otherOwner(found) == null) {
                    change(name.schema() + "." + name.table(), drops(name.schema(), found));
                }
            });
            return new Result(List.copyOf(captured), List.copyOf(changed), List.copyOf(problems));
        }

        private Map<Name, List<String>> lists(String query) throws SQLException {
            Map<Name, List<String>> lists = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                while (row.next()) {
                    lists.computeIfAbsent(new Name(row.getString(1), row.getString(2)), name -> new ArrayList<>())
                            .add(row.getString(3));
                }
            }
            return lists;
        }

        private Map<Name, Map<String, String>> triggers() throws SQLException {
            Map<Name, Map<String, String>> triggers = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE,"
                            + " TRIGGER_NAME, REMARKS FROM INFORMATION_SCHEMA.TRIGGERS"
                            + " WHERE LOWER(TRIGGER_NAME) LIKE 'opsmon!_dc!_%' ESCAPE '!'")) {
                while (row.next()) {
                    @Nullable String comment = row.getString(4);
                    triggers.computeIfAbsent(new Name(row.getString(1), row.getString(2)), name -> new HashMap<>())
                            .put(row.getString(3), comment == null ? "" : comment);
                }
            }
            return triggers;
        }

        private void maintain(CapturedTable table, List<String> columns, String target, Map<String, String> found) {
            @Nullable String other = otherOwner(found);
            if (other != null) {
                problems.add(new Problem(
                        table.label(),
                        "the application \"" + other + "\" already records the changes of this table",
                        List.of()));
                return;
            }
            if (!settings.usesTriggers()) {
                if (found.isEmpty() || change(table.label(), drops(table.schema(), found))) {
                    captured.add(table);
                }
                return;
            }
            String comment = settings("", table, columns, target);
            String definition = "opsmon:" + settings.owner() + ":" + hash(comment);
            Map<String, String> wanted = new LinkedHashMap<>();
            for (String action : ACTIONS) {
                wanted.put(triggerName(action, table.table()), settings(definition, table, columns, target));
            }
            if (found.equals(wanted)) {
                captured.add(table);
                return;
            }
            List<String> ddl = new ArrayList<>(drops(table.schema(), found));
            for (String action : ACTIONS) {
                String trigger = qualified(table.schema(), triggerName(action, table.table()));
                ddl.add("CREATE TRIGGER " + trigger + " AFTER " + action + " ON "
                        + qualified(table.schema(), table.table()) + " FOR EACH ROW CALL '" + TRIGGER + "'");
                ddl.add("COMMENT ON TRIGGER " + trigger + " IS "
                        + literal(settings(definition, table, columns, target)));
            }
            if (change(table.label(), ddl)) {
                captured.add(table);
            }
        }

        private String settings(String definition, CapturedTable table, List<String> columns, String target) {
            return new TriggerSettings(
                            definition,
                            target,
                            table.label(),
                            columns,
                            table.key(),
                            table.leftOut(),
                            table.masked(),
                            settings.maxRows(),
                            settings.maxValueLength(),
                            settings.policy() == FailurePolicy.FAIL_OPEN)
                    .toComment();
        }

        private @Nullable String otherOwner(Map<String, String> found) {
            for (String comment : found.values()) {
                String definition = comment.split("\n", 2)[0];
                int end = definition.lastIndexOf(':');
                if (definition.startsWith("opsmon:")
                        && end > 7
                        && !definition.substring(7, end).equals(settings.owner())) {
                    return definition.substring(7, end);
                }
            }
            return null;
        }

        private static List<String> drops(String schema, Map<String, String> found) {
            return found.keySet().stream()
                    .sorted()
                    .map(name -> "DROP TRIGGER " + qualified(schema, name))
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
                boolean isRefused = failure.getErrorCode() == NO_ADMIN_RIGHTS || failure.getErrorCode() == NO_RIGHTS;
                problems.add(new Problem(
                        table,
                        failure.getErrorCode() == LOCK_TIMEOUT
                                ? "the table is in use; the next run tries again"
                                : String.valueOf(failure.getMessage()),
                        isRefused ? List.copyOf(ddl) : List.of()));
                return false;
            }
        }
    }

    private static String triggerName(String action, String table) {
        return "opsmon_dc_" + action.toLowerCase(Locale.ROOT) + "_" + hash(table);
    }

    private static String qualified(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
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
