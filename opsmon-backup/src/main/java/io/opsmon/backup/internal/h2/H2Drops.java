package io.opsmon.backup.internal.h2;

import io.opsmon.backup.RestoreScope;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Drops all objects of a database except opsmon's own tables. {@code DROP ... CASCADE} of H2 fails if an expression of
 * another object uses the dropped object, and has then dropped a part. Each object is therefore dropped on its own, and
 * dropped again after the objects that use it.
 */
final class H2Drops {

    /** The condition for the names of own tables, in lower case. */
    static final String OWN = " LIKE '" + RestoreScope.OWN_TABLES.replace("_", "\\_") + "%'";

    private static final List<String> QUERIES = List.of(
            drops("SYNONYM IF EXISTS", "SYNONYM_SCHEMA", "SYNONYM_NAME", "", "SYNONYMS"),
            drops("VIEW IF EXISTS", "TABLE_SCHEMA", "TABLE_NAME", " CASCADE", "TABLES") + " AND TABLE_TYPE = 'VIEW'",
            drops("TABLE IF EXISTS", "TABLE_SCHEMA", "TABLE_NAME", " CASCADE", "TABLES")
                    + " AND TABLE_TYPE IN ('BASE TABLE', 'GLOBAL TEMPORARY') AND LOWER(TABLE_NAME) NOT" + OWN,
            drops("SEQUENCE IF EXISTS", "SEQUENCE_SCHEMA", "SEQUENCE_NAME", "", "SEQUENCES")
                    + " AND LOWER(SEQUENCE_NAME) NOT" + OWN,
            drops("ALIAS IF EXISTS", "ROUTINE_SCHEMA", "ROUTINE_NAME", "", "ROUTINES")
                    + " AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')",
            drops("AGGREGATE IF EXISTS", "ROUTINE_SCHEMA", "ROUTINE_NAME", "", "ROUTINES")
                    + " AND ROUTINE_TYPE = 'AGGREGATE'",
            drops("CONSTANT IF EXISTS", "CONSTANT_SCHEMA", "CONSTANT_NAME", "", "CONSTANTS"),
            drops("DOMAIN IF EXISTS", "DOMAIN_SCHEMA", "DOMAIN_NAME", " CASCADE", "DOMAINS"),
            "SELECT 'DROP SCHEMA IF EXISTS ' || QUOTE_IDENT(s.SCHEMA_NAME) || ' CASCADE' FROM"
                    + " INFORMATION_SCHEMA.SCHEMATA s WHERE s.SCHEMA_NAME <> SCHEMA() AND s.SCHEMA_NAME NOT IN"
                    + " ('PUBLIC', 'public') AND " + H2Contents.isOwnSchema("s.SCHEMA_NAME")
                    + " AND NOT EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.TABLES t"
                    + " WHERE t.TABLE_SCHEMA = s.SCHEMA_NAME AND LOWER(t.TABLE_NAME)" + OWN + ")");

    private H2Drops() {}

    private static String drops(String kind, String schema, String name, String option, String view) {
        return "SELECT DISTINCT 'DROP " + kind + " ' || QUOTE_IDENT(" + schema + ") || '.' || QUOTE_IDENT(" + name
                + ") || '" + option + "' FROM INFORMATION_SCHEMA." + view + " WHERE " + H2Contents.isOwnSchema(schema);
    }

    static void run(Statement statement) throws SQLException {
        for (String query : QUERIES) {
            ScriptOrder drops = new ScriptOrder(statement::execute);
            for (String drop : H2Inspection.texts(statement, query)) {
                drops.runOrPostpone(drop);
            }
            drops.end();
        }
    }
}
