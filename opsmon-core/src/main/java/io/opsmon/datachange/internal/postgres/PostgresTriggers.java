package io.opsmon.datachange.internal.postgres;

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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the triggers of PostgreSQL current. Each table has four statement-level triggers with transition tables. The
 * comment of a trigger names its owner and a hash of its definition, so a start compares triggers without reading their
 * code.
 *
 * <p>Creating a trigger waits for running transactions on the table, and later transactions wait for the trigger. A
 * lock timeout of one second limits both; the table is a problem of the result, and a later run tries again.
 *
 * @since 0.1
 */
public final class PostgresTriggers implements TriggerUpkeep {

    private static final int FIRST_VERSION = 110_000;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Key of the advisory lock that serializes nodes which start at once. */
    private static final long NODES = 7_205_759_403_792_793L;

    /** Creates the upkeep. */
    public PostgresTriggers() {}

    @Override
    public List<WritePath> writePaths(Connection connection) throws SQLException {
        return WritePath.read(connection, PostgresCatalog.WRITE_PATHS);
    }

    @Override
    public Result maintain(Connection connection, CaptureSettings settings) throws SQLException {
        try {
            Run run = new Run(connection, settings);
            return run.maintain();
        } finally {
            connection.rollback();
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
            if (Integer.parseInt(text("SHOW server_version_num")) < FIRST_VERSION) {
                problems.add(new Problem("*", "data changes need PostgreSQL 11 or later", List.of()));
                return result();
            }
            String ownSchema = text("SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                    + " ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass('opsmon_data_change')");
            String currentSchema = text("SELECT pg_catalog.current_schema()");
            List<PostgresCatalog.Table> tables = PostgresCatalog.tables(connection).stream()
                    .filter(table -> settings.includes(table.rootSchema(), table.rootName(), currentSchema))
                    .toList();
            Map<Long, PostgresCatalog.Triggers> triggers = PostgresCatalog.triggers(connection);
            CaptureFunctions functions = new CaptureFunctions(quoted(ownSchema));
            connection.rollback();

            for (NamePattern pattern : settings.tables()) {
                if (tables.stream()
                        .noneMatch(table -> CaptureSettings.selects(
                                pattern, table.rootSchema(), table.rootName(), currentSchema))) {
                    problems.add(new Problem(pattern.toString(), "no table matches this pattern", List.of()));
                }
            }
            if (tables.isEmpty() || !settings.usesTriggers() || createFunctions(functions, ownSchema)) {
                tables.forEach(table -> maintain(table, triggers.get(table.oid()), functions));
            }
            TreeSet<Long> wanted =
                    tables.stream().map(PostgresCatalog.Table::oid).collect(Collectors.toCollection(TreeSet::new));
            triggers.forEach((table, found) -> {
                if (!wanted.contains(table)) {
                    remove(found);
                }
            });
            return result();
        }

        private Result result() {
            return new Result(List.copyOf(captured), List.copyOf(changed), List.copyOf(problems));
        }

        /** Creates functions that are absent or not current. Returns false if triggers would not find them. */
        private boolean createFunctions(CaptureFunctions functions, String schema) throws SQLException {
            List<String> names = CaptureFunctions.names();
            List<String> statements = functions.statements();
            Map<String, String> known = PostgresCatalog.functions(connection, schema);
            connection.rollback();
            List<String> ddl = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String comment = "opsmon:" + hash(statements.get(i));
                if (!comment.equals(known.get(names.get(i)))) {
                    ddl.add(statements.get(i));
                    ddl.add("COMMENT ON FUNCTION " + quoted(schema) + "." + names.get(i) + " IS " + literal(comment));
                }
            }
            return ddl.isEmpty() || change(schema + ".opsmon_capture_change", ddl);
        }

        private void maintain(
                PostgresCatalog.Table table, PostgresCatalog.@Nullable Triggers found, CaptureFunctions functions) {
            String label = table.rootSchema() + "." + table.rootName();
            CapturedTable target =
                    CapturedTable.of(settings, table.schema(), table.name(), label, table.columns(), table.key());
            Map<String, String> statements = triggers(target, functions);
            String definition = statements.values().stream().sorted().collect(Collectors.joining(";"));
            String comment = "opsmon:" + settings.owner() + ":" + hash(definition);
            Map<String, String> comments = found == null ? Map.of() : found.comments();
            @Nullable String other = otherOwner(comments);
            if (other != null) {
                problems.add(new Problem(
                        label,
                        "the application \"" + other + "\" already records the changes of this table",
                        List.of()));
                return;
            }
            if (!settings.usesTriggers()) {
                if (comments.isEmpty() || change(label, drops(comments, qualified(table.schema(), table.name())))) {
                    captured.add(target);
                }
                return;
            }
            boolean isCurrent = comments.keySet().equals(statements.keySet())
                    && comments.values().stream().allMatch(comment::equals);
            if (isCurrent) {
                captured.add(target);
                return;
            }
            String on = qualified(table.schema(), table.name());
            List<String> ddl = new ArrayList<>(drops(comments, on));
            statements.forEach((name, statement) -> {
                ddl.add(statement);
                ddl.add("COMMENT ON TRIGGER " + name + " ON " + on + " IS " + literal(comment));
            });
            if (change(table.schema() + "." + table.name(), ddl)) {
                captured.add(target);
            }
        }

        private @Nullable String otherOwner(Map<String, String> comments) {
            for (String comment : comments.values()) {
                int end = comment.lastIndexOf(':');
                if (comment.startsWith("opsmon:")
                        && end > 7
                        && !comment.substring(7, end).equals(settings.owner())) {
                    return comment.substring(7, end);
                }
            }
            return null;
        }

        private void remove(PostgresCatalog.Triggers found) {
            if (otherOwner(found.comments()) == null) {
                change(
                        found.schema() + "." + found.table(),
                        drops(found.comments(), qualified(found.schema(), found.table())));
            }
        }

        private static List<String> drops(Map<String, String> comments, String on) {
            return comments.keySet().stream()
                    .sorted()
                    .map(name -> "DROP TRIGGER " + quoted(name) + " ON " + on)
                    .toList();
        }

        private Map<String, String> triggers(CapturedTable table, CaptureFunctions functions) {
            String on = " ON " + qualified(table.schema(), table.table());
            String call = " FOR EACH STATEMENT EXECUTE FUNCTION "
                    + functions.trigger(settings.policy() == FailurePolicy.FAIL_OPEN) + "("
                    + List.of(
                                    table.label(),
                                    array(table.key()),
                                    array(table.leftOut()),
                                    array(table.masked()),
                                    String.valueOf(settings.maxRows()),
                                    String.valueOf(settings.maxValueLength()),
                                    simpleKey(table))
                            .stream()
                            .map(PostgresTriggers::literal)
                            .collect(Collectors.joining(", "))
                    + ")";
            String create = "CREATE TRIGGER " + PostgresCatalog.TRIGGER_PREFIX;
            String oldRows = " REFERENCING OLD TABLE AS opsmon_old";
            String newRows = " REFERENCING NEW TABLE AS opsmon_new";
            String bothRows = oldRows + " NEW TABLE AS opsmon_new";
            return Map.of(
                    PostgresCatalog.TRIGGER_PREFIX + "insert", create + "insert AFTER INSERT" + on + newRows + call,
                    PostgresCatalog.TRIGGER_PREFIX + "update", create + "update AFTER UPDATE" + on + bothRows + call,
                    PostgresCatalog.TRIGGER_PREFIX + "delete", create + "delete AFTER DELETE" + on + oldRows + call,
                    PostgresCatalog.TRIGGER_PREFIX + "truncate", create + "truncate AFTER TRUNCATE" + on + call);
        }

        /** Returns the column of a key whose recorded value is the value of this column; empty for other keys. */
        private static String simpleKey(CapturedTable table) {
            List<String> key = table.key();
            return key.size() == 1 && !table.masked().contains(key.get(0)) ? key.get(0) : "";
        }

        /** Runs statements in a transaction that waits at most a second for the table. */
        private boolean change(String table, List<String> ddl) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '1s'");
                statement.execute("SET LOCAL statement_timeout = '10s'");
                statement.execute("SET LOCAL standard_conforming_strings = on");
                statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + NODES + ")");
                for (String each : ddl) {
                    statement.execute(each);
                }
                connection.commit();
                changed.add(table);
                return true;
            } catch (SQLException failure) {
                problems.add(new Problem(
                        table,
                        reason(failure),
                        INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState()) ? List.copyOf(ddl) : List.of()));
                rollBack();
                return false;
            }
        }

        private static String reason(SQLException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                return "the table is in use; the next run tries again";
            }
            return String.valueOf(failure.getMessage());
        }

        private void rollBack() {
            try {
                connection.rollback();
            } catch (SQLException broken) {
                // The next statement reports the broken connection.
            }
        }

        private String text(String query) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                @Nullable String value = row.next() ? row.getString(1) : null;
                if (value == null) {
                    throw new SQLException("No row: the table opsmon_data_change is not in the search path", "42P01");
                }
                return value;
            }
        }
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

    private static String array(List<String> names) {
        return names.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
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
