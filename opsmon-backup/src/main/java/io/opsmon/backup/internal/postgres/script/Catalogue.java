package io.opsmon.backup.internal.postgres.script;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the definitions of a database from PostgreSQL's system catalog, in an order in which they can be created. */
final class Catalogue {

    /** Makes functions of the catalog quote and qualify all names. */
    private static final String NO_SEARCH_PATH = "SET LOCAL search_path = pg_catalog";

    /** Prevents changes of tables during the dump. */
    static final String LOCKS = Fragments.expand("""
            SELECT format('LOCK TABLE ONLY %I.%I IN ACCESS SHARE MODE', n.nspname, c.relname) FROM ${their relation} WHERE c.relkind IN ('r', 'p')
            """);

    /**
     * The dependencies between definitions, by id. Parts of a table count as the table, members of an extension as the
     * extension.
     */
    private static final String DEPENDENCIES = Fragments.expand("""
            WITH part(classid, objid, id) AS (
              SELECT 'pg_class'::regclass, c.oid, CASE c.relkind WHEN 'c' THEN 'pg_type ' || c.reltype ELSE 'pg_class ' || c.oid END FROM pg_class c
              UNION ALL
              SELECT 'pg_type'::regclass, t.oid, CASE WHEN c.relkind <> 'c' THEN 'pg_class ' || c.oid ELSE 'pg_type ' || coalesce(m.rngtypid, e.oid, t.oid) END
                FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid LEFT JOIN pg_class c ON c.oid = coalesce(e.typrelid, t.typrelid)
                     LEFT JOIN pg_range m ON m.rngmultitypid = coalesce(e.oid, t.oid)
              UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, 'pg_class ' || d.adrelid FROM pg_attrdef d
              UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class ' || r.ev_class FROM pg_rewrite r WHERE r.rulename = '_RETURN'
              UNION ALL
              SELECT 'pg_constraint'::regclass, k.oid,
                     CASE WHEN k.contypid <> 0 AND k.convalidated THEN 'pg_type ' || k.contypid WHEN k.contype = 'c' AND k.convalidated AND NOT ${calls a function} THEN 'pg_class ' || k.conrelid ELSE 'pg_constraint ' || k.oid END
                FROM pg_constraint k
              UNION ALL
              SELECT 'pg_proc'::regclass, p.oid,
                     coalesce((SELECT 'pg_type ' || coalesce(m.rngtypid, d.refobjid) FROM pg_depend d LEFT JOIN pg_range m ON m.rngmultitypid = d.refobjid
                                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i' LIMIT 1),
                              'pg_proc ' || p.oid)
                FROM pg_proc p
              UNION ALL SELECT 'pg_operator'::regclass, o.oid, 'pg_operator ' || o.oid FROM pg_operator o
              UNION ALL SELECT 'pg_cast'::regclass, c.oid, 'pg_cast ' || c.oid FROM pg_cast c
              UNION ALL SELECT 'pg_ts_dict'::regclass, t.oid, 'pg_ts_dict ' || t.oid FROM pg_ts_dict t
              UNION ALL SELECT 'pg_ts_config'::regclass, t.oid, 'pg_ts_config ' || t.oid FROM pg_ts_config t
              UNION ALL SELECT 'pg_collation'::regclass, c.oid, 'pg_collation ' || c.oid FROM pg_collation c
              UNION ALL SELECT 'pg_namespace'::regclass, n.oid, 'pg_namespace ' || n.oid FROM pg_namespace n
              UNION ALL SELECT 'pg_extension'::regclass, e.oid, 'pg_extension ' || e.oid FROM pg_extension e),
            whole AS (
              SELECT part.classid, part.objid,
                     coalesce((SELECT 'pg_extension ' || d.refobjid FROM pg_depend d WHERE d.classid = part.classid AND d.objid = part.objid AND d.deptype = 'e'), part.id) AS id
                FROM part)
            SELECT DISTINCT a.id, b.id
              FROM pg_depend d JOIN whole a ON a.classid = d.classid AND a.objid = d.objid JOIN whole b ON b.classid = d.refclassid AND b.objid = d.refobjid
                   LEFT JOIN pg_class s ON d.classid = 'pg_class'::regclass AND s.oid = d.objid
             WHERE a.id <> b.id AND d.deptype IN ('n', 'a', 'i') AND s.relkind IS DISTINCT FROM 'S' AND d.objid >= 16384
            """);

    /** Objects that a script does not support. */
    private static final String UNKNOWN = Fragments.expand("""
            SELECT i.type || ' ' || i.identity
              FROM (SELECT 'pg_opclass'::regclass, oid FROM pg_opclass
                    UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily
                    UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am
                    UNION ALL SELECT 'pg_ts_parser'::regclass, oid FROM pg_ts_parser
                    UNION ALL SELECT 'pg_ts_template'::regclass, oid FROM pg_ts_template
                    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
                    UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
                    UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
                    UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
                    UNION ALL SELECT 'pg_subscription'::regclass, s.oid FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
                    UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_conversion
                    UNION ALL SELECT 'pg_transform'::regclass, oid FROM pg_transform
                    UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language
                    UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata
                    UNION ALL SELECT 'pg_class'::regclass, oid FROM pg_class WHERE relkind = 'f' OR reloftype <> 0
                    UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type t WHERE typtype = 'r' AND EXISTS (SELECT FROM pg_range r WHERE r.rngtypid = t.oid AND r.rngcanonical <> 0) OR typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
                    UNION ALL SELECT classoid, objoid FROM pg_seclabel) o(class, oid), pg_identify_object(o.class, o.oid, 0) i
             WHERE (o.oid >= 16384 OR o.class = 'pg_largeobject'::regclass) AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')
             ORDER BY 1
            """);

    /** A query for each table of an extension with rows that are not part of the extension, returning the name. */
    private static final String ROWS_OF_EXTENSIONS = """
            SELECT format('SELECT %L FROM (SELECT FROM %s %s LIMIT 1) kept', e.extname || ' in ' || t.id::regclass, t.id::regclass, e.extcondition[t.position])
              FROM pg_extension e, unnest(e.extconfig) WITH ORDINALITY t(id, position)
             WHERE EXISTS (SELECT FROM pg_class c WHERE c.oid = t.id AND c.relkind IN ('r', 'p'))
            """;

    private static final int NAMED = 10;

    private Catalogue() {}

    /** Reads the definitions of a part in the connection's transaction, and changes its search path. */
    static List<Definition> read(Statement statement, ScriptPart part) throws SQLException {
        statement.execute(NO_SEARCH_PATH);
        refuse(statement);
        Map<String, Set<String>> needs = dependencies(statement);
        List<Definition> definitions = new ArrayList<>();
        for (ObjectType kind : ObjectType.values()) {
            if (part.has(kind)) {
                read(statement, kind, kind.query(part), needs, definitions);
            }
        }
        List<Definition> complete = new ArrayList<>();
        for (Definition each : definitions) {
            complete.add(
                    each.kind() == ObjectType.VALUE_OF_A_SEQUENCE
                            ? new Definition(
                                    each.kind(),
                                    each.id(),
                                    each.needs(),
                                    each.isOwn(),
                                    texts(statement, each.statement()).get(0))
                            : each);
        }
        return DependencySort.of(complete);
    }

    /** Returns the objects that a script does not support, by name. Changes the search path. */
    static List<String> unsupported(Statement statement) throws SQLException {
        statement.execute(NO_SEARCH_PATH);
        List<String> unknown = new ArrayList<>(texts(statement, UNKNOWN));
        for (String query : texts(statement, ROWS_OF_EXTENSIONS)) {
            texts(statement, query).forEach(kept -> unknown.add("rows of the extension " + kept));
        }
        return unknown;
    }

    private static void refuse(Statement statement) throws SQLException {
        List<String> unknown = unsupported(statement);
        if (!unknown.isEmpty()) {
            throw new SQLException("The database has objects that only pg_dump supports: "
                    + unknown.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (unknown.size() > NAMED ? " and " + (unknown.size() - NAMED) + " more" : "")
                    + ". Install the client programs of PostgreSQL.");
        }
    }

    private static Map<String, Set<String>> dependencies(Statement statement) throws SQLException {
        Map<String, Set<String>> needs = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(DEPENDENCIES)) {
            while (rows.next()) {
                needs.computeIfAbsent(rows.getString(1), id -> new HashSet<>()).add(rows.getString(2));
            }
        }
        return needs;
    }

    private static void read(
            Statement statement,
            ObjectType kind,
            String query,
            Map<String, Set<String>> dependencies,
            List<Definition> definitions)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String id = rows.getString(1);
                Set<String> needs = new HashSet<>(dependencies.getOrDefault(id, Set.of()));
                @Nullable Array more = rows.getArray(2);
                if (more != null) {
                    needs.addAll(List.of((String[]) more.getArray()));
                }
                definitions.add(new Definition(kind, id, needs, rows.getBoolean(3), rows.getString(4)));
            }
        }
    }

    static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
