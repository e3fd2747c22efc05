package io.opsmon.backup.internal.h2;

import io.opsmon.backup.BackupPart;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import io.opsmon.backup.internal.jdbc.PartSelection;
import io.opsmon.backup.internal.jdbc.PartSelection.Relation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a database that a script contains. Patterns select tables and views. Indexes, constraints, triggers and
 * privileges follow their table.
 *
 * @param names the names of the tables that are left out
 * @param isSchemaOnly whether the rows of all tables are left out
 * @param contained the tables and views in the script, as written in scripts
 * @param leftOut the tables and views that are left out, as written in scripts
 * @param withoutRows the tables without their rows, as written in scripts
 * @param findings the findings about the part
 */
record H2Part(
        LeftOut names,
        boolean isSchemaOnly,
        List<String> contained,
        Set<String> leftOut,
        Set<String> withoutRows,
        List<BackupFinding> findings) {

    static final H2Part EVERYTHING = new H2Part(LeftOut.NOTHING, false, List.of(), Set.of(), Set.of(), List.of());

    private static final String RELATIONS = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE <> 'VIEW' FROM"
            + " INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE <> 'LOCAL TEMPORARY' AND "
            + H2Contents.isOwnSchema("TABLE_SCHEMA") + " ORDER BY 1, 2";

    private static final Pattern TEXTS = Pattern.compile("'[^']*+'");

    static H2Part of(Statement statement, BackupPart part) throws SQLException {
        if (part.isEverything()) {
            return EVERYTHING;
        }
        List<Relation> relations = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(RELATIONS)) {
            while (rows.next()) {
                relations.add(new Relation(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
            }
        }
        PartSelection selection = new PartSelection(part, relations);
        Set<String> leftOut = names(selection.leftOut());
        H2Part found = new H2Part(
                selection.names(),
                part.schemaOnly(),
                relations.stream()
                        .map(H2Part::name)
                        .filter(name -> !leftOut.contains(name))
                        .toList(),
                leftOut,
                names(selection.withoutRows()),
                selection.findings());
        return found.withFindings(found.contained().isEmpty() ? List.of() : found.missing(statement));
    }

    private static Set<String> names(List<Relation> relations) {
        return relations.stream().map(H2Part::name).collect(Collectors.toUnmodifiableSet());
    }

    private static String name(Relation relation) {
        return H2Contents.quoted(relation.schema(), relation.name());
    }

    private H2Part withFindings(List<BackupFinding> more) {
        return new H2Part(
                names,
                isSchemaOnly,
                contained,
                leftOut,
                withoutRows,
                Stream.concat(findings.stream(), more.stream()).toList());
    }

    /** Finds the definitions of the script that name a table outside of the part. */
    private List<BackupFinding> missing(Statement statement) throws SQLException {
        List<BackupFinding> missing = new ArrayList<>();
        List<String> definitions = new ArrayList<>(H2Inspection.texts(statement, H2Runner.SYNONYMS));
        H2Inspection.texts(statement, "SCRIPT NODATA NOSETTINGS" + tables())
                .forEach(sql -> definitions.add(sql.substring(0, sql.length() - 1)));
        for (String definition : definitions) {
            Optional<ScriptStatement> recognized = ScriptStatement.of(definition);
            if (recognized.isPresent() && recognized.get().kind() != StatementType.GRANT) {
                missing.addAll(missing(recognized.get()));
            }
        }
        return missing;
    }

    private List<BackupFinding> missing(ScriptStatement definition) {
        String sql = TEXTS.matcher(definition.sql()).replaceAll("''");
        String object = definition.kind().text() + " " + definition.name();
        Stream<BackupFinding> tables =
                leftOut.stream().filter(sql::contains).sorted().map(table -> PartSelection.needsTable(object, table));
        Stream<BackupFinding> rows = withoutRows.stream()
                .filter(table -> !isSchemaOnly
                        && definition.kind() == StatementType.CONSTRAINT
                        && sql.contains(" REFERENCES " + table)
                        && withoutRows.stream().noneMatch(own -> sql.startsWith("ALTER TABLE " + own + " ")))
                .sorted()
                .map(table -> PartSelection.needsRows(object, table));
        return Stream.concat(tables, rows).toList();
    }

    /** Removes the findings about tables and views that are left out, and adds those about the part. */
    List<BackupFinding> findings(List<BackupFinding> ofDatabase) {
        return Stream.concat(
                        ofDatabase.stream()
                                .filter(finding -> leftOut.stream()
                                        .noneMatch(name -> finding.object().endsWith(" " + name)
                                                || finding.object().contains(" " + name + "."))),
                        findings.stream())
                .toList();
    }

    /** Returns the command that writes the script, up to its target. */
    String script() {
        return isSchemaOnly ? "SCRIPT NODATA" : "SCRIPT COLUMNS";
    }

    /** Returns the end of the command that writes the script. */
    String tables() {
        return leftOut.isEmpty() ? "" : contained.stream().collect(Collectors.joining(", ", " TABLE ", ""));
    }
}
