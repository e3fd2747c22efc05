package io.opsmon.backup;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * One table to restore from a dump.
 *
 * @param schema the schema of the table; empty if the database has none
 * @param name the name of the table
 * @param rows the number of rows in the dump
 * @param newName the name of the new table in the same schema; null to replace the rows of the existing table
 * @since 0.1
 */
public record TableRestore(
        String schema, String name, long rows, @Nullable String newName) {

    private static final int MAX_NAME = 63;

    /** Rejects names that are too long, and names of opsmon's own tables. */
    public TableRestore {
        if (newName != null) {
            Assert.isTrue(
                    !newName.isBlank() && newName.length() <= MAX_NAME,
                    () -> "The name of the new table must have 1 to " + MAX_NAME + " characters");
        }
        String target = newName == null ? name : newName;
        Assert.isTrue(
                !target.regionMatches(true, 0, RestoreScope.OWN_TABLES, 0, RestoreScope.OWN_TABLES.length()),
                () -> "\"" + target + "\" has the name of a table of opsmon, which a restore never changes");
    }

    /**
     * Returns the name of the table in the dump, for display.
     *
     * @return the name, with the schema if there is one
     */
    public String display() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
