package io.opsmon.log.internal.jdbc;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The database rolled back a transaction of the host while an entry was stored in it. InnoDB and H2 do this when they
 * resolve a deadlock: the savepoint is gone, and later statements would run in a new transaction. The commit of such a
 * transaction must fail, because it would store only the statements after the deadlock.
 */
final class TransactionLost implements TransactionSynchronization {

    private final Throwable cause;

    private TransactionLost(Throwable cause) {
        this.cause = cause;
    }

    /** Makes the commit of the calling thread's transaction fail, with the same cause. */
    static void refuseCommit(Throwable cause) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionLost(cause));
        }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        throw new ConcurrencyFailureException(
                "The database rolled back the transaction while an entry of the operation log was stored in it", cause);
    }
}
