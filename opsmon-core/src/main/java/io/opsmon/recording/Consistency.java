package io.opsmon.recording;

/**
 * Durability of an entry at the return of the recorded method, from the cheapest to the most expensive.
 *
 * @since 0.1
 */
public enum Consistency {
    /** In memory, and stored within the linger time. The entry is lost if the process is killed before. The default. */
    BUFFERED,

    /**
     * In the journal on disk. The entry survives the end of the process, and with {@link FsyncPolicy#ALWAYS} a crash of
     * the machine.
     */
    JOURNALED,

    /** In the database. If the database does not answer within the configured time, in the journal. */
    SYNCHRONOUS,

    /**
     * Part of the business transaction: stored at its commit, discarded at its rollback. A failure of the method is
     * recorded in a separate transaction. An entry that cannot be stored in the transaction (aborted, read-only, of
     * another database) is stored after the commit. Without a transaction, the effect is the same as
     * {@link #SYNCHRONOUS}.
     */
    TRANSACTIONAL
}
