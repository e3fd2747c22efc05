package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupPart;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.jdbc.PartSelection;
import io.opsmon.backup.internal.jdbc.PartSelection.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a database that a dump contains. Patterns select tables and views. Triggers follow their table.
 * Sequences, routines and events are always dumped.
 *
 * @param names the names of the tables that are left out
 * @param isSchemaOnly whether the rows of all tables are left out
 * @param leftOut the names of the tables and views that are left out
 * @param withoutRows the names of the tables without their rows
 * @param findings the findings about the part
 */
record MariaDbPart(
        LeftOut names,
        boolean isSchemaOnly,
        Set<String> leftOut,
        Set<String> withoutRows,
        List<BackupFinding> findings) {

    static final MariaDbPart EVERYTHING = new MariaDbPart(LeftOut.NOTHING, false, Set.of(), Set.of(), List.of());

    private static final String RELATIONS = "SELECT TABLE_NAME, TABLE_TYPE <> 'VIEW' FROM information_schema.TABLES"
            + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')"
            + " ORDER BY TABLE_NAME";

    private static final String KEYS = "SELECT CONSTRAINT_NAME, TABLE_NAME, REFERENCED_TABLE_NAME FROM"
            + " information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND"
            + " UNIQUE_CONSTRAINT_SCHEMA = DATABASE() ORDER BY TABLE_NAME, CONSTRAINT_NAME";

    private static final String VIEWS = "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE"
            + " TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME";

    private static final String MERGED = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA ="
            + " DATABASE() AND UPPER(ENGINE) IN ('MRG_MYISAM', 'MERGE') ORDER BY TABLE_NAME";

    private static final Pattern TEXTS = Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*+'", Pattern.DOTALL);

    static MariaDbPart of(Connection connection, BackupPart part) throws SQLException {
        if (part.isEverything()) {
            return EVERYTHING;
        }
        try (Statement statement = connection.createStatement()) {
            List<Relation> relations = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(RELATIONS)) {
                while (rows.next()) {
                    relations.add(new Relation("", rows.getString(1), rows.getBoolean(2)));
                }
            }
            PartSelection selection = new PartSelection(part, relations);
            Set<String> leftOut = names(selection.leftOut());
            Set<String> withoutRows = names(selection.withoutRows());
            List<BackupFinding> findings = new ArrayList<>(selection.findings());
            findings.addAll(keys(statement, leftOut, withoutRows));
            findings.addAll(views(connection, statement, leftOut));
            findings.addAll(merged(connection, statement, leftOut));
            return new MariaDbPart(selection.names(), part.schemaOnly(), leftOut, withoutRows, findings);
        }
    }

    private static Set<String> names(List<Relation> relations) {
        return relations.stream().map(Relation::name).collect(Collectors.toUnmodifiableSet());
    }

    private static List<BackupFinding> keys(Statement statement, Set<String> leftOut, Set<String> withoutRows)
            throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(KEYS)) {
            while (rows.next()) {
                String table = rows.getString(2);
                String referenced = rows.getString(3);
                String key = "foreign key " + rows.getString(1) + " of table " + table;
                if (leftOut.contains(table)) {
                    continue;
                }
                if (leftOut.contains(referenced)) {
                    findings.add(PartSelection.needsTable(key, referenced));
                } else if (withoutRows.contains(referenced) && !withoutRows.contains(table)) {
                    findings.add(PartSelection.needsRows(key, referenced));
                }
            }
        }
        return findings;
    }

    /** The server qualifies the names in the definitions of views. */
    private static List<BackupFinding> views(Connection connection, Statement statement, Set<String> leftOut)
            throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        String database = MariaDbContents.quoted(connection.getCatalog()) + ".";
        try (ResultSet rows = statement.executeQuery(VIEWS)) {
            while (rows.next()) {
                String definition = TEXTS.matcher(rows.getString(2)).replaceAll("''");
                if (!leftOut.contains(rows.getString(1))) {
                    String view = "view " + rows.getString(1);
                    leftOut.stream()
                            .filter(each -> definition.contains(database + MariaDbContents.quoted(each)))
                            .sorted()
                            .forEach(each -> findings.add(PartSelection.needsTable(view, each)));
                }
            }
        }
        return findings;
    }

    /** A table of the engine MERGE reads the rows of other tables. */
    private static List<BackupFinding> merged(Connection connection, Statement statement, Set<String> leftOut)
            throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        for (String table : MariaDbContents.names(connection, MERGED)) {
            if (!leftOut.contains(table)) {
                try (ResultSet rows = statement.executeQuery("SHOW CREATE TABLE " + MariaDbContents.quoted(table))) {
                    rows.next();
                    String definition = rows.getString(2);
                    String union = definition.substring(Math.max(0, definition.lastIndexOf("UNION=(")));
                    leftOut.stream()
                            .filter(each -> union.contains(MariaDbContents.quoted(each)))
                            .sorted()
                            .forEach(each -> findings.add(PartSelection.needsTable("table " + table, each)));
                }
            }
        }
        return findings;
    }

    boolean contains(String name) {
        return !leftOut.contains(name);
    }

    boolean containsRows(String name) {
        return contains(name) && !withoutRows.contains(name);
    }

    /** Removes the findings about tables and views that are left out, and adds those about the part. */
    List<BackupFinding> findings(List<BackupFinding> ofDatabase) {
        return Stream.concat(
                        ofDatabase.stream()
                                .filter(finding -> leftOut.stream()
                                        .noneMatch(name -> finding.object().equals("table " + name)
                                                || finding.object().equals("view " + name))),
                        findings.stream())
                .toList();
    }

    /** Returns the options of {@code mariadb-dump} or {@code mysqldump}. */
    List<String> options(String database) {
        Stream<String> rows = isSchemaOnly
                ? Stream.of("--no-data")
                : withoutRows.stream().map(name -> "--ignore-table-data=" + database + "." + name);
        return Stream.concat(leftOut.stream().map(name -> "--ignore-table=" + database + "." + name), rows)
                .toList();
    }

    /** Checks whether only MariaDB's program has the options. */
    boolean needsMariaDb() {
        return !isSchemaOnly && !withoutRows.isEmpty();
    }
}
