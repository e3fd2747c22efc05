package io.opsmon.datachange.internal.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads tables, columns, keys and opsmon's triggers from the information schema of MariaDB and MySQL. */
final class MySqlCatalog {

    private static final String USER_SCHEMAS = " NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')";

    /**
     * Tables with triggers of opsmon, and views, triggers and routines of the host. A cascade calls no triggers. Texts
     * that the user may not read, and routines that build statements, have no definition.
     */
    static final String WRITE_PATHS = "SELECT event_object_table, CASE WHEN trigger_name LIKE 'opsmon\\_dc\\_%'"
            + " OR action_statement LIKE '%execute%' THEN NULL ELSE NULLIF(action_statement, '') END"
            + " FROM information_schema.triggers UNION ALL"
            + " SELECT table_name, NULLIF(view_definition, '') FROM information_schema.views WHERE table_schema"
            + USER_SCHEMAS + " UNION ALL SELECT routine_name, CASE WHEN LOWER(routine_definition) LIKE '%execute%'"
            + " THEN NULL ELSE NULLIF(routine_definition, '') END FROM information_schema.routines"
            + " WHERE routine_schema" + USER_SCHEMAS;

    private static final Pattern DEFINITION = Pattern.compile("'(opsmon:[^']*)'");

    private MySqlCatalog() {}

    /** The name of a table. */
    record Name(String schema, String table) {}

    /** A column with its type, such as {@code varchar}. */
    record Column(String name, String type) {}

    /** A table of the database. */
    record Table(Name name, List<Column> columns, List<String> key) {}

    /** A trigger of opsmon with its owner and hash. */
    record Trigger(Name table, String name, String definition) {}

    static List<Table> tables(Connection connection) throws SQLException {
        Map<Name, List<Column>> columns = columns(connection);
        Map<Name, List<String>> keys = keys(connection);
        List<Table> tables = new ArrayList<>();
        columns.forEach((name, found) -> tables.add(new Table(name, found, keys.getOrDefault(name, List.of()))));
        return tables;
    }

    private static Map<Name, List<Column>> columns(Connection connection) throws SQLException {
        Map<Name, List<Column>> columns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT c.table_schema, c.table_name, c.column_name, c.data_type"
                        + " FROM information_schema.columns c JOIN information_schema.tables t"
                        + " ON t.table_schema = c.table_schema AND t.table_name = c.table_name"
                        + " WHERE t.table_type = 'BASE TABLE' AND c.table_schema" + USER_SCHEMAS
                        + " ORDER BY c.table_schema, c.table_name, c.ordinal_position")) {
            while (row.next()) {
                columns.computeIfAbsent(new Name(row.getString(1), row.getString(2)), name -> new ArrayList<>())
                        .add(new Column(row.getString(3), row.getString(4).toLowerCase(Locale.ROOT)));
            }
        }
        return columns;
    }

    /** Returns the primary keys, or the first unique keys with complete columns that are never NULL. */
    private static Map<Name, List<String>> keys(Connection connection) throws SQLException {
        Map<Name, Map<String, List<String>>> indexes = new HashMap<>();
        Map<Name, List<String>> keys = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT s.table_schema, s.table_name, s.index_name, s.column_name"
                                + " FROM information_schema.statistics s WHERE s.non_unique = 0 AND s.table_schema"
                                + USER_SCHEMAS + " AND NOT EXISTS (SELECT 1 FROM information_schema.statistics p"
                                + " WHERE p.table_schema = s.table_schema AND p.table_name = s.table_name"
                                + " AND p.index_name = s.index_name AND (p.nullable = 'YES' OR p.sub_part IS NOT NULL"
                                + " OR p.column_name IS NULL))"
                                + " ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index")) {
            while (row.next()) {
                Name table = new Name(row.getString(1), row.getString(2));
                indexes.computeIfAbsent(table, name -> new LinkedHashMap<>())
                        .computeIfAbsent(row.getString(3), index -> new ArrayList<>())
                        .add(row.getString(4));
            }
        }
        indexes.forEach(
                (table, found) -> keys.put(table, found.values().iterator().next()));
        return keys;
    }

    static List<Trigger> triggers(Connection connection) throws SQLException {
        List<Trigger> triggers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT event_object_schema, event_object_table, trigger_name, action_statement"
                                + " FROM information_schema.triggers WHERE trigger_name LIKE 'opsmon\\_dc\\_%'")) {
            while (row.next()) {
                Matcher definition = DEFINITION.matcher(row.getString(4));
                triggers.add(new Trigger(
                        new Name(row.getString(1), row.getString(2)),
                        row.getString(3),
                        definition.find() ? definition.group(1) : ""));
            }
        }
        return triggers;
    }
}
