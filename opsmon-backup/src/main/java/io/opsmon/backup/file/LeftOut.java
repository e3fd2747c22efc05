package io.opsmon.backup.file;

import java.util.List;

/**
 * The tables that the backup of a part of a database leaves out.
 *
 * @param tables the names of the tables and views that the backup does not contain, with their schemas
 * @param rows the names of the tables in the backup without their rows, with their schemas
 * @since 0.1
 */
public record LeftOut(List<String> tables, List<String> rows) {

    /** Nothing: the backup contains the whole database. */
    public static final LeftOut NOTHING = new LeftOut(List.of(), List.of());

    /** Copies the lists. */
    public LeftOut {
        tables = List.copyOf(tables);
        rows = List.copyOf(rows);
    }

    /**
     * Checks whether the backup contains the whole database.
     *
     * @return true if nothing is left out
     */
    public boolean isNothing() {
        return tables.isEmpty() && rows.isEmpty();
    }
}
