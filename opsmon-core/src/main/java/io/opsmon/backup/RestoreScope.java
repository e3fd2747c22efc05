package io.opsmon.backup;

/**
 * What is restored over what.
 *
 * @since 0.1
 */
public enum RestoreScope {

    /** All of the dump, into a database that has nothing of it. */
    INTO_EMPTY,

    /**
     * All of the dump but opsmon's own tables, in the place of all that is in the database but opsmon's own tables:
     * what was done stays on record, the restore too.
     */
    REPLACE;

    /** How the names of opsmon's own tables begin. */
    public static final String OWN_TABLES = "opsmon_";
}
