package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupPart;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.jdbc.PartSelection;
import io.opsmon.backup.internal.jdbc.PartSelection.Relation;
import io.opsmon.backup.internal.postgres.script.ScriptPart;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a database that a dump contains. Patterns select tables and views. Partitions, indexes and sequences of
 * columns follow their table.
 *
 * @param names the names of the tables that are left out
 * @param isSchemaOnly whether the rows of all tables are left out
 * @param without the identifiers of everything that is left out with its table
 * @param withoutRows the identifiers of the tables without their rows, and of their partitions
 * @param leftOut the names of the relations that are left out
 * @param leftOutRows the names of the tables without their rows
 * @param findings the findings about the part
 */
record PostgresPart(
        LeftOut names,
        boolean isSchemaOnly,
        Set<Long> without,
        Set<Long> withoutRows,
        Set<Name> leftOut,
        Set<Name> leftOutRows,
        List<BackupFinding> findings) {

    /**
     * The name of a relation.
     *
     * @param schema the schema
     * @param name the name
     * @param display both names, quoted if they need it
     */
    record Name(String schema, String name, String display) {

        private String quoted() {
            return "\"" + schema.replace("\"", "\"\"") + "\".\"" + name.replace("\"", "\"\"") + "\"";
        }
    }

    static final PostgresPart EVERYTHING =
            new PostgresPart(LeftOut.NOTHING, false, Set.of(), Set.of(), Set.of(), Set.of(), List.of());

    /** The place of identifiers in a statement. */
    private static final String IDS = ":ids";

    private static final String RELATIONS = """
            SELECT c.oid, n.nspname, c.relname, c.relkind IN ('r', 'p', 'f')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
               AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
               AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
             ORDER BY 2, 3
            """;

    /** The relations, their partitions, the sequences of their columns, and all indexes. */
    private static final String WITH_PARTS = """
            WITH RECURSIVE tree(oid) AS (
              SELECT unnest('{:ids}'::oid[])
              UNION SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition),
            owned(oid) AS (
              SELECT oid FROM tree
              UNION SELECT d.objid FROM tree JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = tree.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                           JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
              UNION SELECT x.indexrelid FROM tree JOIN pg_index x ON x.indrelid = tree.oid)
            SELECT c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), c.relkind IN ('i', 'I')
              FROM owned JOIN pg_class c ON c.oid = owned.oid JOIN pg_namespace n ON n.oid = c.relnamespace
             ORDER BY 2, 3
            """;

    /** The objects that need one of the relations, which is left out, and are not part of one. */
    private static final String NEEDS_TABLE = """
            WITH gone(oid) AS (SELECT unnest('{:ids}'::oid[])),
            used AS (
              SELECT d.classid, d.objid, d.refobjid AS oid FROM pg_depend d JOIN gone ON d.refclassid = 'pg_class'::regclass AND d.refobjid = gone.oid WHERE d.deptype IN ('n', 'a')
              UNION
              SELECT d.classid, d.objid, g.oid FROM pg_class g JOIN gone ON gone.oid = g.oid JOIN pg_type r ON r.oid = g.reltype
                     JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (r.oid, r.typarray) WHERE d.deptype IN ('n', 'a')),
            placed AS (
              SELECT u.*, CASE u.classid WHEN 'pg_class'::regclass THEN u.objid
                            WHEN 'pg_rewrite'::regclass THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = u.objid)
                            WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = u.objid)
                            WHEN 'pg_attrdef'::regclass THEN (SELECT a.adrelid FROM pg_attrdef a WHERE a.oid = u.objid)
                            WHEN 'pg_trigger'::regclass THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = u.objid)
                            WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = u.objid)
                            WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext s WHERE s.oid = u.objid)
                            WHEN 'pg_publication_rel'::regclass THEN u.oid
                            ELSE 0 END AS owner
                FROM used u WHERE u.objid >= 16384)
            SELECT DISTINCT i.type || ' ' || i.identity, p.oid::regclass::text
              FROM placed p JOIN pg_class x ON x.oid = p.oid AND x.relkind NOT IN ('i', 'I'), pg_identify_object(CASE WHEN p.classid = 'pg_rewrite'::regclass THEN 'pg_class'::regclass ELSE p.classid END,
                                                CASE WHEN p.classid = 'pg_rewrite'::regclass THEN p.owner ELSE p.objid END, 0) i
             WHERE NOT EXISTS (SELECT FROM gone WHERE gone.oid = p.owner) AND i.identity IS NOT NULL
             ORDER BY 1
            """;

    private static final String NEEDS_ROWS = """
            SELECT 'foreign key ' || i.identity, k.confrelid::regclass::text
              FROM pg_constraint k, pg_identify_object('pg_constraint'::regclass, k.oid, 0) i
             WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = ANY ('{:ids}'::oid[]) AND k.conrelid <> ALL ('{:ids}'::oid[])
             ORDER BY 1
            """;

    /** Reads the catalog in the transaction of a connection, and keeps its search path. */
    static PostgresPart of(Connection connection, BackupPart part) throws SQLException {
        if (part.isEverything()) {
            return EVERYTHING;
        }
        try (Statement statement = connection.createStatement()) {
            String path = PostgresRunner.text(statement, "SHOW search_path");
            statement.execute("SET LOCAL search_path = pg_catalog");
            PostgresPart found = of(statement, part);
            try (var restore = connection.prepareStatement("SELECT pg_catalog.set_config('search_path', ?, true)")) {
                restore.setString(1, path);
                restore.execute();
            }
            return found;
        }
    }

    private static PostgresPart of(Statement statement, BackupPart part) throws SQLException {
        Map<Relation, Long> relations = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(RELATIONS)) {
            while (rows.next()) {
                relations.put(new Relation(rows.getString(2), rows.getString(3), rows.getBoolean(4)), rows.getLong(1));
            }
        }
        PartSelection selection = new PartSelection(part, List.copyOf(relations.keySet()));
        Set<Name> leftOut = new LinkedHashSet<>();
        Set<Long> without = withParts(statement, ids(relations, selection.leftOut()), leftOut);
        Set<Name> leftOutRows = new LinkedHashSet<>();
        Set<Long> withoutRows = withParts(statement, ids(relations, selection.withoutRows()), leftOutRows);
        List<BackupFinding> findings = new ArrayList<>(selection.findings());
        try (ResultSet rows = statement.executeQuery(NEEDS_TABLE.replace(IDS, list(without)))) {
            while (rows.next()) {
                findings.add(PartSelection.needsTable(rows.getString(1), rows.getString(2)));
            }
        }
        try (ResultSet rows = statement.executeQuery(NEEDS_ROWS.replace(IDS, list(withoutRows)))) {
            while (!part.schemaOnly() && rows.next()) {
                findings.add(PartSelection.needsRows(rows.getString(1), rows.getString(2)));
            }
        }
        return new PostgresPart(
                selection.names(), part.schemaOnly(), without, withoutRows, leftOut, leftOutRows, findings);
    }

    private static Set<Long> ids(Map<Relation, Long> relations, List<Relation> selected) {
        return selected.stream().map(relations::get).collect(Collectors.toSet());
    }

    private static Set<Long> withParts(Statement statement, Set<Long> ids, Set<Name> names) throws SQLException {
        Set<Long> all = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(WITH_PARTS.replace(IDS, list(ids)))) {
            while (rows.next()) {
                all.add(rows.getLong(1));
                if (!rows.getBoolean(5)) {
                    names.add(new Name(rows.getString(2), rows.getString(3), rows.getString(4)));
                }
            }
        }
        return all;
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Removes the findings about tables that are left out, and adds those about the part. */
    List<BackupFinding> findings(List<BackupFinding> ofDatabase) {
        return Stream.concat(
                        ofDatabase.stream()
                                .filter(finding -> leftOut.stream()
                                        .noneMatch(name -> finding.object().equals("table " + name.display())
                                                || finding.object().endsWith(" of table " + name.display()))),
                        findings.stream())
                .toList();
    }

    /** Returns what a dump of the driver leaves out. */
    ScriptPart script() {
        return new ScriptPart(without, withoutRows, isSchemaOnly);
    }

    /** Returns the options of {@code pg_dump}, in which a quoted name is no pattern. */
    List<String> options() {
        Stream<String> rows = isSchemaOnly
                ? Stream.of("--schema-only")
                : leftOutRows.stream().map(name -> "--exclude-table-data=" + name.quoted());
        return Stream.concat(leftOut.stream().map(name -> "--exclude-table=" + name.quoted()), rows)
                .toList();
    }
}
