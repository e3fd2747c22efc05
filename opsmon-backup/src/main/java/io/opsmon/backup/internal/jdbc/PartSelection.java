package io.opsmon.backup.internal.jdbc;

import io.opsmon.backup.BackupPart;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.file.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables and views of a database that a part leaves out. Immutable.
 *
 * @param part the part
 * @param relations all tables and views of the database
 * @since 0.1
 */
public record PartSelection(BackupPart part, List<Relation> relations) {

    /** The code of the note about a part, which is stored with the backup. */
    public static final String NOTE = "PART";

    private static final int NAMED = 20;

    /**
     * A table or a view.
     *
     * @param schema the schema; empty if the database has none
     * @param name the name
     * @param isTable whether the relation has rows of its own
     */
    public record Relation(String schema, String name, boolean isTable) {

        /**
         * Returns the name for display.
         *
         * @return the name, with the schema if there is one
         */
        public String display() {
            return schema.isEmpty() ? name : schema + "." + name;
        }
    }

    /** Copies the list. */
    public PartSelection {
        relations = List.copyOf(relations);
    }

    /**
     * Returns the tables and views that are not dumped.
     *
     * @return the relations, in their order
     */
    public List<Relation> leftOut() {
        return relations.stream()
                .filter(each -> !part.contains(each.schema(), each.name()))
                .toList();
    }

    /**
     * Returns the tables that are dumped without their rows.
     *
     * @return the relations, in their order
     */
    public List<Relation> withoutRows() {
        return relations.stream()
                .filter(each -> each.isTable()
                        && part.contains(each.schema(), each.name())
                        && !part.containsRows(each.schema(), each.name()))
                .toList();
    }

    /**
     * Returns the names for the manifest.
     *
     * @return the tables and rows that are left out
     */
    public LeftOut names() {
        return new LeftOut(
                leftOut().stream().map(Relation::display).toList(),
                withoutRows().stream().map(Relation::display).toList());
    }

    /**
     * Describes the part, and its patterns without effect.
     *
     * @return the findings
     */
    public List<BackupFinding> findings() {
        List<BackupFinding> findings = new ArrayList<>();
        for (String pattern : part.include()) {
            if (!isMatching(pattern)) {
                findings.add(new BackupFinding(
                        Severity.REFUSAL,
                        "PART_MATCHES_NOTHING",
                        "include " + pattern,
                        "the pattern matches no table and no view of the database",
                        "Correct the pattern in part.include of the data source"));
            }
        }
        if (relations.stream().noneMatch(each -> each.isTable() && part.contains(each.schema(), each.name()))) {
            findings.add(new BackupFinding(
                    Severity.REFUSAL,
                    "PART_MATCHES_NOTHING",
                    "part",
                    "the part has no table of the database",
                    "Correct part.include and part.exclude of the data source"));
        }
        Stream.of(part.exclude(), part.excludeData())
                .flatMap(List::stream)
                .distinct()
                .filter(pattern -> !isMatching(pattern))
                .map(pattern -> new BackupFinding(
                        Severity.WARNING,
                        "PART_WITHOUT_EFFECT",
                        "exclude " + pattern,
                        "the pattern matches no table and no view of the database, so that it leaves nothing out",
                        "Correct or remove the pattern in part.exclude or part.exclude-data of the data source"))
                .forEach(findings::add);
        findings.addAll(notes());
        return findings;
    }

    private boolean isMatching(String pattern) {
        return relations.stream().anyMatch(each -> BackupPart.matches(pattern, each.schema(), each.name()));
    }

    private List<BackupFinding> notes() {
        List<BackupFinding> notes = new ArrayList<>();
        LeftOut names = names();
        if (!names.tables().isEmpty()) {
            notes.add(note(names.tables(), "the backup does not contain"));
        }
        if (!names.rows().isEmpty()) {
            notes.add(note(names.rows(), "the backup does not contain the rows of"));
        }
        return notes;
    }

    private static BackupFinding note(List<String> names, String problem) {
        return new BackupFinding(
                Severity.NOTE,
                NOTE,
                names.size() == 1 ? "1 table or view" : names.size() + " tables and views",
                problem + " "
                        + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : ""),
                "Restore the backup into an empty database: a restore over a database is refused");
    }

    /**
     * Describes an object of the part that needs a table outside of the part.
     *
     * @param object the object, for display
     * @param table the table or view that is left out, for display
     * @return the refusal
     */
    public static BackupFinding needsTable(String object, String table) {
        return new BackupFinding(
                Severity.REFUSAL,
                "PART_NEEDS_TABLE",
                object,
                "the object needs " + table + ", which the part leaves out, so that a restore would fail",
                "Include " + table
                        + " in the part of the data source, or exclude the table or view of the object, too");
    }

    /**
     * Describes a foreign key of the part that needs the rows of a table without rows.
     *
     * @param key the foreign key, for display
     * @param table the table whose rows are left out, for display
     * @return the refusal
     */
    public static BackupFinding needsRows(String key, String table) {
        return new BackupFinding(
                Severity.REFUSAL,
                "PART_NEEDS_ROWS",
                key,
                "the foreign key needs the rows of " + table
                        + ", which the part leaves out, so that a restore would fail",
                "Include the rows of " + table + ", or leave out the rows of the table with the foreign key, too");
    }
}
