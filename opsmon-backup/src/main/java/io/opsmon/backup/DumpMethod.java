package io.opsmon.backup;

/**
 * The method to dump a database of an engine with more than one method. A restore uses the method of the dump.
 *
 * @since 0.1
 */
public enum DumpMethod {

    /** The programs of the database, or its driver if the programs are missing or too old. */
    AUTO,

    /** The programs of the database. */
    TOOLS,

    /** The driver of the database. */
    JDBC
}
