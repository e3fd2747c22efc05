package io.opsmon.backup;

/**
 * What a database is dumped with, where there is a choice. A restore goes by the dump.
 *
 * @since 0.1
 */
public enum DumpMethod {

    /** The database's own programs, or its driver where they are missing or too old. */
    AUTO,

    /** The database's own programs. */
    TOOLS,

    /** The database's driver. */
    JDBC
}
