package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes all definitions and rows of a database, in an order in which they can be created. */
final class MariaDbDefinitions {

    private static final String MODE = "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'";

    /** The settings for running a script. */
    private static final List<String> RUNNING = List.of(
            "SET NAMES utf8mb4",
            "SET foreign_key_checks = 0",
            "SET unique_checks = 0",
            "SET time_zone = '+00:00'",
            MODE);

    private static final String TABLES =
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE ";

    private static final String UNKNOWN =
            "SELECT CONCAT('the ', LOWER(TABLE_TYPE), ' ', TABLE_NAME) FROM information_schema.TABLES"
                    + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE NOT IN ('BASE TABLE', 'SYSTEM VERSIONED',"
                    + " 'VIEW', 'SEQUENCE')"
                    + " UNION ALL SELECT CONCAT('the ', LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME) FROM"
                    + " information_schema.ROUTINES"
                    + " WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE NOT IN ('PROCEDURE', 'FUNCTION')";

    private final Statement statement;
    private final ScriptWriter script;
    private final Set<String> separateViews;
    private final MariaDbPart part;

    /**
     * Creates a writer.
     *
     * @param statement a statement in a {@link Snapshot}
     * @param script receives the script
     * @param inspection the part to write, and the views to leave out, which are optional statements
     */
    MariaDbDefinitions(Statement statement, ScriptWriter script, MariaDbInspection inspection) {
        this.statement = statement;
        this.script = script;
        this.separateViews = inspection.separateViews().keySet();
        this.part = inspection.part();
    }

    /** Returns the objects that only the programs of the server support. */
    static List<String> unsupported(Statement statement, MariaDbPart part) throws SQLException {
        List<String> unsupported = new ArrayList<>(MariaDbContents.names(statement.getConnection(), UNKNOWN));
        for (MariaDbTable table : MariaDbTable.all(statement)) {
            if (part.containsRows(table.name())) {
                unsupported.addAll(MariaDbRows.unsupported(table));
            }
        }
        return unsupported;
    }

    void write(TableProgress progress) throws SQLException, IOException {
        List<MariaDbTable> tables = MariaDbTable.all(statement).stream()
                .filter(table -> part.contains(table.name()))
                .toList();
        for (String setting : RUNNING) {
            script.statement(setting, false);
        }
        if (tables.stream().anyMatch(MariaDbTable::isVersioned)) {
            script.statement("SET system_versioning_insert_history = 1", false);
        }
        sequences();
        QualifiedNames names = new QualifiedNames(statement.getConnection().getCatalog());
        int done = 0;
        for (MariaDbTable table : tables) {
            progress.at(done++, tables.size());
            script.statement(names.unqualified(show("TABLE", table.name(), 2)), isOwn(table.name()));
            if (table.hasRows() && part.containsRows(table.name())) {
                new MariaDbRows(statement, table).write(script);
            }
        }
        progress.at(done, tables.size());
        routines("PROCEDURE");
        routines("FUNCTION");
        views();
        triggers();
        events();
    }

    private static boolean isOwn(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(RestoreScope.OWN_TABLES);
    }

    private void sequences() throws SQLException, IOException {
        for (String sequence : texts(TABLES + "= 'SEQUENCE' ORDER BY TABLE_NAME")) {
            String name = MariaDbContents.quoted(sequence);
            script.statement(show("SEQUENCE", sequence, 2), isOwn(sequence));
            script.statement(
                    texts("SELECT CONCAT('DO SETVAL(" + name.replace("'", "''")
                                    + ", ', next_not_cached_value, ', 0, ', cycle_count, ')') FROM " + name)
                            .get(0),
                    isOwn(sequence));
        }
    }

    private void routines(String type) throws SQLException, IOException {
        for (String routine :
                texts("SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND"
                        + " ROUTINE_TYPE = '"
                        + type + "' ORDER BY ROUTINE_NAME")) {
            inOriginalMode(show(type, routine, 3), show(type, routine, "sql_mode"), false);
        }
    }

    /** Writes placeholders for all views first, because a view may use a later view. */
    private void views() throws SQLException, IOException {
        List<String> views = new ArrayList<>(texts(TABLES + "= 'VIEW' ORDER BY TABLE_NAME"));
        views.removeAll(separateViews);
        views.removeAll(part.leftOut());
        for (String view : views) {
            List<String> columns =
                    texts("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND"
                            + " TABLE_NAME = "
                            + MariaDbRows.literal(view) + " ORDER BY ORDINAL_POSITION");
            script.statement(
                    columns.stream()
                            .map(column -> "1 AS " + MariaDbContents.quoted(column))
                            .collect(Collectors.joining(
                                    ", ", "CREATE VIEW " + MariaDbContents.quoted(view) + " AS SELECT ", "")),
                    isOwn(view));
        }
        for (String view : views) {
            script.statement(show("VIEW", view, 2).replaceFirst("^CREATE ", "CREATE OR REPLACE "), isOwn(view));
        }
    }

    private void triggers() throws SQLException, IOException {
        List<String> triggers = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA ="
                        + " DATABASE()"
                        + " ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER")) {
            while (rows.next()) {
                if (part.contains(rows.getString(2))) {
                    triggers.add(rows.getString(1));
                    tables.add(rows.getString(2));
                }
            }
        }
        for (int k = 0; k < triggers.size(); k++) {
            inOriginalMode(
                    show("TRIGGER", triggers.get(k), "SQL Original Statement"),
                    show("TRIGGER", triggers.get(k), "sql_mode"),
                    isOwn(tables.get(k)));
        }
    }

    private void events() throws SQLException, IOException {
        for (String event :
                texts("SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY"
                        + " EVENT_NAME")) {
            script.statement("SET time_zone = " + MariaDbRows.literal(show("EVENT", event, "time_zone")), false);
            inOriginalMode(show("EVENT", event, "Create Event"), show("EVENT", event, "sql_mode"), false);
        }
    }

    /** Runs a definition in the SQL mode of its creation, so that quotes and operators keep their meaning. */
    private void inOriginalMode(String definition, String mode, boolean isOwn) throws IOException {
        script.statement("SET sql_mode = " + MariaDbRows.literal(mode), false);
        script.statement(definition, isOwn);
        script.statement(MODE, false);
    }

    private String show(String kind, String name, int column) throws SQLException {
        return show(kind, name, rows -> rows.getString(column));
    }

    private String show(String kind, String name, String column) throws SQLException {
        return show(kind, name, rows -> rows.getString(column));
    }

    private interface Column {
        @org.jspecify.annotations.Nullable
        String of(ResultSet row) throws SQLException;
    }

    private String show(String kind, String name, Column column) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW CREATE " + kind + " " + MariaDbContents.quoted(name))) {
            String text = rows.next() ? column.of(rows) : null;
            if (text == null) {
                throw new SQLException("The user may not read the definition of the " + kind.toLowerCase(Locale.ROOT)
                        + " " + name + ". Grant SELECT on mysql.proc, or the privilege SHOW_ROUTINE.");
            }
            return text;
        }
    }

    private List<String> texts(String query) throws SQLException {
        return MariaDbContents.names(statement.getConnection(), query);
    }
}
