package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.internal.jdbc.CatalogCheck;
import io.opsmon.backup.internal.jdbc.Findings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queries of the catalog for objects that a dump cannot read, or that a restore cannot create everywhere. */
final class PostgresInspection {

    private static final String THEIRS = " n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'";

    private static final String NO_MEMBER =
            " NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND"
                    + " e.deptype = 'e')";

    private static final String TABLES = " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND" + THEIRS + " AND" + NO_MEMBER;

    private static final List<CatalogCheck> CHECKS = List.of(
            new CatalogCheck(
                    "ROW_LEVEL_SECURITY",
                    Severity.REFUSAL,
                    "SELECT 'table ' || c.oid::regclass, current_user" + TABLES
                            + " AND c.relrowsecurity AND row_security_active(c.oid) ORDER BY 1",
                    "row level security hides rows of the table from the user \"%s\", so that a dump would be incomplete",
                    "Back up as a user with BYPASSRLS, or as the owner after ALTER TABLE ... NO FORCE ROW LEVEL"
                            + " SECURITY"),
            new CatalogCheck(
                    "NOT_READABLE",
                    Severity.REFUSAL,
                    "SELECT 'table ' || c.oid::regclass, current_user" + TABLES
                            + " AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))"
                            + " ORDER BY 1",
                    "the user \"%s\" may not read the table",
                    "Grant SELECT on the table and USAGE on its schema to the user, or grant pg_read_all_data"),
            new CatalogCheck(
                    "CONDITIONAL_CHECK",
                    Severity.WARNING,
                    "SELECT concat('check constraint ', quote_ident(k.conname), ' of ',"
                            + " CASE WHEN k.contypid <> 0 THEN 'domain ' || format_type(k.contypid, NULL) ELSE 'table ' ||"
                            + " k.conrelid::regclass END),"
                            + " coalesce((SELECT string_agg(DISTINCT p.oid::regproc::text, ', ') FROM"
                            + " regexp_matches(k.conbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') f"
                            + " JOIN pg_proc p ON p.oid = f[1]::oid WHERE p.oid >= 16384 OR p.provolatile <> 'i'),"
                            + " 'a value of the session')"
                            + " FROM pg_constraint k WHERE k.contype = 'c' AND k.convalidated AND k.coninhcount = 0"
                            + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE (d.classid = 'pg_class'::regclass AND"
                            + " d.objid = k.conrelid"
                            + " OR d.classid = 'pg_type'::regclass AND d.objid = k.contypid) AND d.deptype = 'e')"
                            + " AND (k.conbin::text LIKE '%{SQLVALUEFUNCTION %' OR EXISTS (SELECT FROM"
                            + " regexp_matches(k.conbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') f"
                            + " JOIN pg_proc p ON p.oid = f[1]::oid WHERE p.provolatile <> 'i' OR p.oid >= 16384 AND"
                            + " p.prolang IN (SELECT oid FROM pg_language WHERE lanname NOT IN ('c', 'internal'))))"
                            + " ORDER BY 1",
                    "the constraint depends on %s, so that stored rows may violate it during a restore, which then leaves"
                            + " it NOT VALID",
                    "Check rows in a trigger instead, or use only immutable functions of the row's own columns"),
            new CatalogCheck(
                    "EXTENSION_NEEDS_SUPERUSER",
                    Severity.WARNING,
                    "SELECT 'extension ' || quote_ident(e.extname), quote_ident(e.extname) FROM pg_extension e"
                            + " JOIN pg_available_extension_versions v ON v.name = e.extname AND v.version = e.extversion"
                            + " WHERE v.superuser AND NOT v.trusted ORDER BY 1",
                    "only a superuser can create %s in the database of a restore",
                    "Create the extension there before the restore: a restore keeps existing extensions"),
            new CatalogCheck(
                    "PRIVILEGES_OF_ROLES",
                    Severity.NOTE,
                    "SELECT 'role ' || quote_ident(r.rolname), quote_ident(r.rolname) FROM pg_roles r WHERE r.rolname <> current_user AND EXISTS (SELECT"
                            + " FROM pg_shdepend s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname ="
                            + " current_database()"
                            + " AND s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid AND s.deptype IN ('a',"
                            + " 'r') AND s.objid >= 16384) ORDER BY 1",
                    "the role %s has privileges or policies, which a restore skips with a warning if the role is missing",
                    "Create the role on the server of the restore"),
            new CatalogCheck(
                    "NOT_VERIFIED",
                    Severity.NOTE,
                    "SELECT i.type || ' ' || i.identity, '' FROM (SELECT 'pg_foreign_server'::regclass, oid FROM"
                            + " pg_foreign_server"
                            + " UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger"
                            + " UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication"
                            + " UNION ALL SELECT 'pg_subscription'::regclass, s.oid FROM pg_subscription s JOIN pg_database"
                            + " d ON d.oid = s.subdbid WHERE d.datname = current_database()) o(class, oid),"
                            + " pg_identify_object(o.class, o.oid, 0) i"
                            + " WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid"
                            + " AND d.deptype = 'e') ORDER BY 1",
                    "the object acts outside of its database, so that a verification leaves it out",
                    "Check the object after a restore"));

    /** The functions in expressions that a restore evaluates, with their bodies and the expression's object. */
    private static final String EVALUATED = """
            SELECT DISTINCT 'function ' || p.oid::regprocedure, p.oid::regprocedure::text, p.prosrc, p.proname
              FROM pg_depend d JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid JOIN pg_language l ON l.oid = p.prolang
                   LEFT JOIN pg_attrdef v ON d.classid = 'pg_attrdef'::regclass AND v.oid = d.objid
                   LEFT JOIN pg_attribute a ON a.attrelid = v.adrelid AND a.attnum = v.adnum
                   LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
                   LEFT JOIN pg_class c ON c.oid = CASE d.classid WHEN 'pg_class'::regclass THEN d.objid ELSE r.ev_class END
             WHERE l.lanname NOT IN ('c', 'internal') AND to_jsonb(p) ->> 'prosqlbody' IS NULL
               AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search\\_path=%')
               AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
               AND (d.classid = 'pg_constraint'::regclass OR c.relkind IN ('i', 'I', 'm') OR a.attgenerated <> '')
             ORDER BY 1
            """;

    private static final String NAMES = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND" + THEIRS
            + " UNION SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE" + THEIRS;

    /** A name that is not the last part of a qualified name, or a parameter. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w$.:\"'])(?:\"([^\"]+)\"|([A-Za-z_][\\w$]*))(?!\\s*\\.)");

    private PostgresInspection() {}

    /** Inspects the database of a transaction, and changes its search path. */
    static List<BackupFinding> of(Connection connection) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            String path = PostgresRunner.text(statement, "SHOW search_path");
            statement.execute("SET LOCAL search_path = pg_catalog");
            for (CatalogCheck check : CHECKS) {
                findings.addAll(check.findings(statement));
            }
            findings.addAll(functions(statement));
            try (var restore = connection.prepareStatement("SELECT pg_catalog.set_config('search_path', ?, true)")) {
                restore.setString(1, path);
                restore.execute();
            }
        }
        return Findings.sorted(findings);
    }

    /** Describes objects that dumps through the driver do not support. */
    static List<BackupFinding> ofDriver(List<String> unsupported) {
        return Findings.onlyByProgram(
                unsupported, "only pg_dump supports the object", "Install the client programs of PostgreSQL");
    }

    private static List<BackupFinding> functions(Statement statement) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(NAMES)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        try (ResultSet rows = statement.executeQuery(EVALUATED)) {
            while (rows.next()) {
                Set<String> used = unqualified(rows.getString(3), names);
                used.remove(rows.getString(4));
                if (!used.isEmpty()) {
                    findings.add(new BackupFinding(
                            Severity.WARNING,
                            "FUNCTION_NEEDS_SEARCH_PATH",
                            rows.getString(1),
                            "the function uses " + String.join(", ", used) + " without a schema, and a restore"
                                    + " evaluates the function for an index, a constraint, a column or a view",
                            "Run ALTER FUNCTION " + rows.getString(2) + " SET search_path = ... with the schemas of"
                                    + " these names"));
                }
            }
        }
        return findings;
    }

    private static Set<String> unqualified(String body, Set<String> names) {
        Set<String> used = new TreeSet<>();
        Matcher name = NAME.matcher(body);
        while (name.find()) {
            String found = name.group(1) == null ? name.group(2).toLowerCase(Locale.ROOT) : name.group(1);
            if (names.contains(found)) {
                used.add(found);
            }
        }
        return used;
    }
}
