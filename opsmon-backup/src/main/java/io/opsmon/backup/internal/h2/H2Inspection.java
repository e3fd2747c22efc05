package io.opsmon.backup.internal.h2;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import io.opsmon.backup.internal.jdbc.CatalogCheck;
import io.opsmon.backup.internal.jdbc.Findings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Queries of the catalog for objects that {@code SCRIPT} omits, or that cannot be read back from a script. */
final class H2Inspection {

    private static final String NAME = "QUOTE_IDENT(TABLE_SCHEMA) || '.' || QUOTE_IDENT(TABLE_NAME)";

    private static final String TABLES =
            " FROM INFORMATION_SCHEMA.TABLES WHERE " + H2Contents.isOwnSchema("TABLE_SCHEMA");

    private static final List<CatalogCheck> CHECKS = List.of(
            new CatalogCheck(
                    "NOT_ADMINISTRATOR",
                    Severity.REFUSAL,
                    "SELECT 'user ' || QUOTE_IDENT(USER_NAME), '-' FROM INFORMATION_SCHEMA.USERS WHERE NOT IS_ADMIN"
                            // Other users see themselves only.
                            + " AND NOT EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.USERS WHERE IS_ADMIN)",
                    "only an administrator may read or replace a whole database with scripts",
                    "Connect as an administrator, or run ALTER USER ... ADMIN TRUE"),
            new CatalogCheck(
                    "MATERIALIZED_VIEW",
                    Severity.REFUSAL,
                    "SELECT 'materialized view ' || " + NAME + ", " + NAME + TABLES
                            + " AND TABLE_CLASS = 'org.h2.table.MaterializedView' ORDER BY 1",
                    "H2 cannot read back the definition of a materialized view, neither from a script nor when the database"
                            + " is opened again",
                    "Run DROP MATERIALIZED VIEW %s, open the database again, and use a view, or a table that the"
                            + " application fills"),
            new CatalogCheck(
                    "TABLE_ENGINE",
                    Severity.REFUSAL,
                    "SELECT 'table ' || " + NAME + ", '-'" + TABLES + " AND STORAGE_TYPE = 'EXTERNAL' ORDER BY 1",
                    "the table has a table engine of its own, and SCRIPT omits its rows",
                    "Move the rows to a table without ENGINE"),
            new CatalogCheck(
                    "INVALID_VIEW",
                    Severity.WARNING,
                    "SELECT 'view ' || " + NAME + ", '-' FROM INFORMATION_SCHEMA.VIEWS WHERE STATUS = 'INVALID' AND "
                            + H2Contents.isOwnSchema("TABLE_SCHEMA") + " AND RAND() >= 0 ORDER BY 1",
                    "the view is invalid, and is invalid after a restore, too",
                    "Create the missing tables and columns of the view, or drop the view"),
            new CatalogCheck(
                    "NOT_VERIFIED",
                    Severity.NOTE,
                    "SELECT 'linked table ' || " + NAME + ", '-'" + TABLES + " AND STORAGE_TYPE = 'TABLE LINK'"
                            + " UNION SELECT LOWER(ROUTINE_TYPE) || ' ' || QUOTE_IDENT(ROUTINE_SCHEMA) || '.' ||"
                            + " QUOTE_IDENT(ROUTINE_NAME), '-' FROM INFORMATION_SCHEMA.ROUTINES WHERE "
                            + H2Contents.isOwnSchema("ROUTINE_SCHEMA")
                            + " UNION SELECT 'trigger ' || QUOTE_IDENT(TRIGGER_SCHEMA) || '.' || QUOTE_IDENT(TRIGGER_NAME),"
                            + " '-' FROM INFORMATION_SCHEMA.TRIGGERS ORDER BY 1",
                    "the object runs code, or reaches another database, so that a verification leaves it out",
                    "Check the object after a restore, with its classes on the class path"));

    /** The refusals with which a script cannot be written. */
    static final Set<String> WITHOUT_SCRIPT = Set.of("NOT_ADMINISTRATOR", "LITERALS_REJECTED", "MATERIALIZED_VIEW");

    private static final String GENERATED = "SELECT " + NAME + ", QUOTE_IDENT(COLUMN_NAME), GENERATION_EXPRESSION"
            + " FROM INFORMATION_SCHEMA.COLUMNS WHERE IS_GENERATED = 'ALWAYS' AND "
            + H2Contents.isOwnSchema("TABLE_SCHEMA") + " ORDER BY 1, ORDINAL_POSITION";

    private static final String OLD = "OLD_INFORMATION_SCHEMA";

    private static final String ALL_LITERALS = "2";

    private static final Pattern ENGINE = Pattern.compile("\nENGINE (\"[^\"]*+\")");

    private static final Pattern TEXTS = Pattern.compile("'[^']*+'");

    private H2Inspection() {}

    /** Inspects a database, without reading rows. */
    static List<BackupFinding> of(Statement statement) throws SQLException {
        List<BackupFinding> findings = literals(statement);
        if (!findings.isEmpty()) {
            return findings;
        }
        try {
            for (CatalogCheck check : CHECKS) {
                findings.addAll(check.findings(statement));
                if (!findings.isEmpty() && findings.get(0).severity() == Severity.REFUSAL) {
                    // The next queries fail for other users, and with materialized views.
                    return findings;
                }
            }
            findings.addAll(changingColumns(statement));
        } catch (SQLSyntaxErrorException missingInOldSchema) {
            findings.add(new BackupFinding(
                    Severity.WARNING,
                    OLD,
                    "setting " + OLD,
                    "the old information schema is inspected in part only, and a restore cannot replace the database",
                    "Remove " + OLD + "=TRUE from the URL of the database"));
        }
        List<ScriptStatement> definitions = texts(statement, "SCRIPT NODATA NOSETTINGS").stream()
                .map(sql -> sql.substring(0, sql.length() - 1))
                .flatMap(sql -> ScriptStatement.of(sql).stream())
                .toList();
        findings.addAll(laterObjects(definitions));
        definitions.stream().flatMap(each -> engine(each).stream()).forEach(findings::add);
        return Findings.sorted(findings);
    }

    /** Inspects the setting without which all other queries fail. This query has no literals. */
    private static List<BackupFinding> literals(Statement statement) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT * FROM INFORMATION_SCHEMA.SETTINGS")) {
            while (rows.next()) {
                if (rows.getString(1).equalsIgnoreCase("ALLOW_LITERALS") && !ALL_LITERALS.equals(rows.getString(2))) {
                    findings.add(new BackupFinding(
                            Severity.REFUSAL,
                            "LITERALS_REJECTED",
                            "setting ALLOW_LITERALS",
                            "the database rejects the literals of scripts, and would reject them in a restore, too",
                            "Run SET ALLOW_LITERALS ALL"));
                }
            }
        }
        return findings;
    }

    /** Describes a table whose engine is a class of the application. */
    private static Optional<BackupFinding> engine(ScriptStatement definition) {
        Matcher engine = ENGINE.matcher(TEXTS.matcher(definition.sql()).replaceAll(""));
        if (definition.kind() != StatementType.TABLE || !engine.find()) {
            return Optional.empty();
        }
        return Optional.of(new BackupFinding(
                Severity.WARNING,
                "NOT_VERIFIABLE",
                "table " + definition.name(),
                "the table has the engine " + engine.group(1) + ", whose class a verification does not have, so that"
                        + " the verification fails",
                "Use a table without ENGINE, or check restored backups yourself"));
    }

    /** Rejects a database that cannot be dropped completely, before anything is dropped. */
    static void requireReplaceable(Statement statement) throws SQLException {
        List<BackupFinding> reasons = of(statement).stream()
                .filter(each ->
                        each.severity() == Severity.REFUSAL || each.code().equals(OLD))
                .toList();
        if (!reasons.isEmpty()) {
            throw new SQLException("The database cannot be replaced, and is unchanged: "
                    + reasons.stream()
                            .map(each -> each.object() + ": " + each.problem() + ". " + each.remedy() + ".")
                            .collect(Collectors.joining(" ")));
        }
    }

    private static List<BackupFinding> changingColumns(Statement statement) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(GENERATED)) {
            while (rows.next()) {
                if (H2Contents.isChanging(rows.getString(3))) {
                    findings.add(new BackupFinding(
                            Severity.WARNING,
                            "CHANGING_COLUMN",
                            "column " + rows.getString(1) + "." + rows.getString(2),
                            "a restore computes the generated column again, with another value, and a verification does"
                                    + " not compare the column",
                            "Use a column with a default, which keeps its values"));
                }
            }
        }
        return findings;
    }

    /** Finds definitions with subqueries of tables that a script creates later. */
    private static List<BackupFinding> laterObjects(List<ScriptStatement> definitions) {
        List<BackupFinding> findings = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            ScriptStatement definition = definitions.get(i);
            StatementType kind = definition.kind();
            String sql = TEXTS.matcher(definition.sql()).replaceAll("");
            if ((kind == StatementType.TYPE || kind == StatementType.TABLE) && sql.contains("SELECT")) {
                definitions.subList(i + 1, definitions.size()).stream()
                        .filter(later -> later.kind() == StatementType.TABLE || later.kind() == StatementType.VIEW)
                        .map(ScriptStatement::name)
                        .filter(name -> !name.isEmpty() && sql.contains(name))
                        .map(name -> needsLater(definition, name))
                        .forEach(findings::add);
            }
        }
        return findings;
    }

    private static BackupFinding needsLater(ScriptStatement definition, String later) {
        return new BackupFinding(
                Severity.REFUSAL,
                "NEEDS_LATER_OBJECT",
                (definition.kind() == StatementType.TABLE ? "table " : "domain ") + definition.name(),
                "an expression reads " + later + ", which scripts of H2 create later, so that a restore would fail",
                "Remove the expression with ALTER ... DROP DEFAULT or DROP EXPRESSION, and set the value in the"
                        + " application or in a trigger");
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
