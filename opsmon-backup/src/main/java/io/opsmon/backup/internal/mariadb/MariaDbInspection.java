package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.CatalogCheck;
import io.opsmon.backup.internal.jdbc.Findings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a database that a dump cannot read, or that a restore cannot create everywhere.
 *
 * @param findings the findings, most severe first
 * @param separateViews the definitions, by name, of views that a dump contains as optional statements
 * @param hasHistory whether there are tables with a history of their rows
 * @param part the part of the database that a dump contains
 */
record MariaDbInspection(
        List<BackupFinding> findings, Map<String, String> separateViews, boolean hasHistory, MariaDbPart part) {

    private static final Set<String> REMOTE_ENGINES = Set.of("FEDERATED", "SPIDER", "CONNECT", "S3");

    private static final Pattern GRANT = Pattern.compile("GRANT (.*) ON (\\*|`(?:[^`]|``)*`)\\.\\* TO .*");

    private static final String INSERTS_HISTORY = "SHOW VARIABLES LIKE 'system_versioning_insert_history'";

    private static final List<CatalogCheck> CHECKS = List.of(
            new CatalogCheck(
                    "ROUTINE_NOT_READABLE",
                    Severity.REFUSAL,
                    "SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME), CURRENT_USER() FROM"
                            + " information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_DEFINITION IS NULL"
                            + " AND ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION') ORDER BY 1",
                    "the user %s may not read the definition",
                    "Grant SHOW CREATE ROUTINE on the database (MariaDB 11.3 and newer), SHOW_ROUTINE (MySQL 8) or SELECT"
                            + " on mysql.proc"),
            new CatalogCheck(
                    "NOT_TRANSACTIONAL",
                    Severity.NOTE,
                    "SELECT CONCAT('table ', TABLE_NAME), t.ENGINE FROM information_schema.TABLES t JOIN"
                            + " information_schema.ENGINES e ON e.ENGINE = t.ENGINE WHERE t.TABLE_SCHEMA = DATABASE() AND"
                            + " t.TABLE_TYPE = 'BASE TABLE' AND e.TRANSACTIONS <> 'YES' ORDER BY 1",
                    "the engine %s has no transactions, so that all tables are locked for writers during the whole dump",
                    "Run ALTER TABLE ... ENGINE = InnoDB"),
            new CatalogCheck(
                    "NOT_VERIFIED",
                    Severity.NOTE,
                    "SELECT CONCAT('event ', EVENT_NAME), '' FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()"
                            + " ORDER BY 1",
                    "the object acts on its own, so that a verification leaves it out",
                    "Check the object after a restore"));

    private static final String DEFINERS = "SELECT DEFINER, COUNT(*) FROM (SELECT DEFINER FROM information_schema.VIEWS"
            + " WHERE TABLE_SCHEMA = DATABASE()"
            + " UNION ALL SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
            + " UNION ALL SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()"
            + " UNION ALL SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()) o"
            + " WHERE DEFINER <> CURRENT_USER() GROUP BY DEFINER ORDER BY DEFINER";

    private static final String VIEWS = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA ="
            + " DATABASE() AND TABLE_TYPE = 'VIEW' ORDER BY TABLE_NAME";

    static MariaDbInspection of(Connection connection, MariaDbPart part) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<BackupFinding> findings = new ArrayList<>();
            for (CatalogCheck check : CHECKS) {
                findings.addAll(check.findings(statement));
            }
            List<MariaDbTable> tables = MariaDbTable.all(statement);
            findings.addAll(ofTables(tables, connection));
            findings.addAll(ofDefiners(connection, statement));
            findings.addAll(ofPrivileges(connection));
            Map<String, String> separateViews = new LinkedHashMap<>();
            findings.addAll(ofViews(connection, statement, separateViews));
            separateViews.keySet().removeAll(part.leftOut());
            boolean hasHistory =
                    tables.stream().anyMatch(table -> table.isVersioned() && part.containsRows(table.name()));
            return new MariaDbInspection(Findings.sorted(part.findings(findings)), separateViews, hasHistory, part);
        }
    }

    /** Describes objects that dumps through the driver do not support. */
    static List<BackupFinding> ofDriver(List<String> unsupported) {
        return Findings.onlyByProgram(
                unsupported,
                "only the programs of the server support the object",
                "Install the client programs of the server");
    }

    private static List<BackupFinding> ofTables(List<MariaDbTable> tables, Connection connection) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        boolean insertsHistory =
                !MariaDbContents.names(connection, INSERTS_HISTORY).isEmpty();
        for (MariaDbTable table : tables) {
            if (REMOTE_ENGINES.contains(table.engine())) {
                findings.add(new BackupFinding(
                        Severity.REFUSAL,
                        "ROWS_ELSEWHERE",
                        "table " + table.name(),
                        "the engine " + table.engine() + " reads and writes the rows of another server or file",
                        "Move the table into a database that is not backed up"));
            }
            if (table.isVersioned() && (table.isVersionedByTransaction() || !insertsHistory)) {
                findings.add(new BackupFinding(
                        Severity.REFUSAL,
                        "HISTORY_NOT_RESTORABLE",
                        "table " + table.name(),
                        table.isVersionedByTransaction()
                                ? "the versions of its rows are numbered by transactions, which a restore cannot repeat"
                                : "this server cannot restore the history of rows",
                        table.isVersionedByTransaction()
                                ? "Define the period of the table with columns of type TIMESTAMP(6)"
                                : "Use MariaDB 10.11 or newer, or run ALTER TABLE ... DROP SYSTEM VERSIONING"));
            }
        }
        return findings;
    }

    private static List<BackupFinding> ofDefiners(Connection connection, Statement statement) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        if (Definers.maySetAny(connection)) {
            return findings;
        }
        String self = Definers.self(connection);
        try (ResultSet rows = statement.executeQuery(DEFINERS)) {
            while (rows.next()) {
                findings.add(new BackupFinding(
                        Severity.NOTE,
                        "DEFINER_REPLACED",
                        "definer " + rows.getString(1),
                        "a restore by the user " + self + " replaces this definer of " + rows.getLong(2)
                                + (rows.getLong(2) == 1 ? " object" : " objects"),
                        "Grant SET USER (MariaDB), SET_ANY_DEFINER (MySQL) or SUPER to the user, or create the objects"
                                + " as this user"));
            }
        }
        return findings;
    }

    /** Triggers and events are invisible without their privileges. */
    private static List<BackupFinding> ofPrivileges(Connection connection) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        String database = connection.getCatalog();
        List<String> grants = MariaDbContents.names(connection, "SHOW GRANTS").stream()
                .map(GRANT::matcher)
                .filter(grant -> grant.matches() && covers(grant.group(2), database))
                .map(grant -> grant.group(1))
                .toList();
        for (String privilege : List.of("TRIGGER", "EVENT")) {
            if (grants.stream().noneMatch(each -> each.matches("ALL PRIVILEGES|(?:.*, )?" + privilege + "(?:,.*)?"))) {
                findings.add(new BackupFinding(
                        Severity.WARNING,
                        privilege + "S_NOT_VISIBLE",
                        "database " + database,
                        "the user " + Definers.self(connection) + " has no privilege " + privilege
                                + ", so that a dump lacks existing " + privilege.toLowerCase(Locale.ROOT) + "s",
                        "Grant " + privilege + " on the database to the user"));
            }
        }
        return findings;
    }

    private static boolean covers(String pattern, @Nullable String database) {
        if (pattern.equals("*") || database == null) {
            return true;
        }
        Matcher part = Pattern.compile("\\\\([_%])|([_%])|([^\\\\_%]+|\\\\)")
                .matcher(pattern.substring(1, pattern.length() - 1).replace("``", "`"));
        StringBuilder regex = new StringBuilder();
        while (part.find()) {
            @Nullable String wildcard = part.group(2);
            regex.append(
                    wildcard == null
                            ? Pattern.quote(part.group(1) == null ? part.group(3) : part.group(1))
                            : wildcard.equals("_") ? "." : ".*");
        }
        return database.matches(regex.toString());
    }

    private static List<BackupFinding> ofViews(
            Connection connection, Statement statement, Map<String, String> separateViews) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        QualifiedNames names = new QualifiedNames(connection.getCatalog());
        for (String view : MariaDbContents.names(connection, VIEWS)) {
            @Nullable String problem = problem(statement, "SHOW FIELDS FROM " + MariaDbContents.quoted(view));
            try (ResultSet rows = statement.executeQuery("SHOW CREATE VIEW " + MariaDbContents.quoted(view))) {
                rows.next();
                String definition = rows.getString(2);
                if (problem != null || names.isIn(definition)) {
                    separateViews.put(view, names.unqualified(definition));
                }
            } catch (SQLException unreadable) {
                findings.add(new BackupFinding(
                        Severity.REFUSAL,
                        "VIEW_NOT_READABLE",
                        "view " + view,
                        OptionalStatements.problem(unreadable),
                        "Grant SHOW VIEW on the view and SELECT on its tables to the user"));
                continue;
            }
            if (problem != null) {
                findings.add(new BackupFinding(
                        Severity.WARNING,
                        "INVALID_VIEW",
                        "view " + view,
                        problem + ". A restore creates the view only if it is valid there",
                        "Correct or drop the view"));
            }
        }
        return findings;
    }

    private static @Nullable String problem(Statement statement, String query) {
        try {
            statement.executeQuery(query).close();
            return null;
        } catch (SQLException failure) {
            return OptionalStatements.problem(failure).replaceAll("\\.$", "");
        }
    }

    DumpReport report(String engine, @Nullable String tool, List<TableContent> contents) {
        return new DumpReport(engine, tool, contents, findings, part.names());
    }

    OptionalStatements optional() {
        return new OptionalStatements(List.copyOf(separateViews.values()));
    }
}
