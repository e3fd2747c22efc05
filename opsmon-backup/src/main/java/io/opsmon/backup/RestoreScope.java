package io.opsmon.backup;

/**
 * The objects that a restore writes and replaces.
 *
 * @since 0.1
 */
public enum RestoreScope {

    /** Restores the whole dump, into a database that has none of its objects. */
    INTO_EMPTY,

    /**
     * Replaces all objects of the database with the dump, except opsmon's own tables on both sides. The operation logs
     * of the target, including the restore itself, are kept.
     */
    REPLACE;

    /** The prefix of the names of opsmon's own tables. */
    public static final String OWN_TABLES = "opsmon_";
}
