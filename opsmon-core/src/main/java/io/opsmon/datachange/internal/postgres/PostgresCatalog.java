package io.opsmon.datachange.internal.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tables, keys and opsmon's triggers from the catalog of PostgreSQL, in three queries. */
final class PostgresCatalog {

    /** The first part of the names of opsmon's triggers. */
    static final String TRIGGER_PREFIX = "opsmon_dc_";

    /** Ordinary and partitioned tables. A partition has the label of its root. */
    private static final String TABLES = """
            WITH RECURSIVE roots AS (
                SELECT c.oid, c.oid AS root FROM pg_catalog.pg_class c
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relispartition
                UNION ALL
                SELECT i.inhrelid, r.root FROM roots r
                JOIN pg_catalog.pg_inherits i ON i.inhparent = r.oid
                JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p'))
            SELECT c.oid, n.nspname, c.relname, rn.nspname, rc.relname,
                ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum),
                coalesce((SELECT ARRAY(SELECT a.attname::text
                        FROM pg_catalog.unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                        WHERE k.position <= x.indnkeyatts ORDER BY k.position)
                    FROM pg_catalog.pg_index x
                    WHERE x.indrelid = c.oid AND x.indisunique AND x.indisvalid AND x.indimmediate
                        AND x.indpred IS NULL AND x.indexprs IS NULL
                        AND (x.indisprimary OR NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attnum = ANY (x.indkey::int2[]) AND NOT a.attnotnull))
                    ORDER BY x.indisprimary DESC, x.indnkeyatts, x.indexrelid LIMIT 1), '{}'::text[])
            FROM roots r
            JOIN pg_catalog.pg_class c ON c.oid = r.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class rc ON rc.oid = r.root
            JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
            WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            ORDER BY n.nspname, c.relname""";

    private static final String TRIGGERS = """
            SELECT t.tgrelid, t.tgname, t.tgenabled, pg_catalog.obj_description(t.oid, 'pg_trigger'),
                n.nspname, c.relname
            FROM pg_catalog.pg_trigger t
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE 'opsmon\\_dc\\_%' AND NOT t.tgisinternal""";

    /**
     * Tables with triggers of opsmon; cascades and inheritance of tables; views and rules; triggers and routines of the
     * host. Routines in C, and routines that build statements, have no definition.
     */
    static final String WRITE_PATHS = """
            SELECT c.relname, NULL FROM pg_catalog.pg_trigger t
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'opsmon\\_dc\\_%'
            UNION ALL
            SELECT p.relname, f.relname::text FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
            JOIN pg_catalog.pg_class f ON f.oid = k.conrelid
            WHERE k.contype = 'f' AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'))
            UNION ALL
            SELECT CASE x WHEN 1 THEN p.relname ELSE c.relname END, CASE x WHEN 1 THEN c.relname ELSE p.relname END::text
            FROM pg_catalog.pg_inherits i
            JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
            JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
            CROSS JOIN pg_catalog.generate_series(1, 2) AS s(x)
            UNION ALL
            SELECT c.relname, pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r
            JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.relkind <> 'm'
            UNION ALL
            SELECT c.relname, f.proname::text FROM pg_catalog.pg_trigger t
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND t.tgname NOT LIKE 'opsmon\\_dc\\_%'
            UNION ALL
            SELECT f.proname, CASE WHEN l.lanname IN ('c', 'internal') OR f.prosrc ILIKE '%execute%' THEN NULL
                ELSE pg_catalog.pg_get_functiondef(f.oid) END
            FROM pg_catalog.pg_proc f
            JOIN pg_catalog.pg_language l ON l.oid = f.prolang
            JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
            WHERE f.prokind IN ('f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                AND f.proname NOT LIKE 'opsmon\\_%'
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass
                    AND d.objid = f.oid AND d.deptype = 'e')""";

    private PostgresCatalog() {}

    /** A table of the database. */
    record Table(
            long oid,
            String schema,
            String name,
            String rootSchema,
            String rootName,
            List<String> columns,
            List<String> key) {}

    /** The triggers of opsmon on a table: the comment of each enabled trigger by its name. */
    record Triggers(String schema, String table, Map<String, String> comments) {}

    static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                tables.add(new Table(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        texts(row, 6),
                        texts(row, 7)));
            }
        }
        return tables;
    }

    static Map<Long, Triggers> triggers(Connection connection) throws SQLException {
        Map<Long, Triggers> triggers = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TRIGGERS)) {
            while (row.next()) {
                Triggers known = triggers.get(row.getLong(1));
                if (known == null) {
                    known = new Triggers(row.getString(5), row.getString(6), new HashMap<>());
                    triggers.put(row.getLong(1), known);
                }
                @Nullable String comment = row.getString(4);
                boolean isEnabled = !"D".equals(row.getString(3));
                known.comments()
                        .put(row.getString(2), (isEnabled ? "" : "disabled ") + (comment == null ? "" : comment));
            }
        }
        return triggers;
    }

    /** Returns the functions of opsmon in a schema, by name, with the comments on them. */
    static Map<String, String> functions(Connection connection, String schema) throws SQLException {
        Map<String, String> functions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT p.proname, pg_catalog.obj_description(p.oid, 'pg_proc') FROM pg_catalog.pg_proc p"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
                        + " WHERE n.nspname = ? AND p.proname LIKE 'opsmon\\_capture\\_%'")) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    @Nullable String comment = row.getString(2);
                    functions.put(row.getString(1), comment == null ? "" : comment);
                }
            }
        }
        return functions;
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
