package io.opsmon.recording;

/**
 * How safe an entry is when the recorded method returns, from cheapest to dearest.
 *
 * @since 0.1
 */
public enum Consistency {
    /** In memory, stored within the linger time; lost if the process is killed before. The default. */
    BUFFERED,

    /**
     * In the journal on disk; survives the death of the process, and of the machine with {@link FsyncPolicy#ALWAYS}.
     */
    JOURNALED,

    /** In the database; if it does not answer within the configured time, in the journal. */
    SYNCHRONOUS,

    /**
     * Part of the business transaction: stored if it commits, gone if it rolls back. The failure of the method is
     * recorded all the same, in a transaction of its own. An entry that cannot be stored in the transaction (aborted,
     * read-only, of another database) is stored after the commit. Without a transaction it acts as
     * {@link #SYNCHRONOUS}.
     */
    TRANSACTIONAL
}
