package io.opsmon.operationlog.internal.interception;

import java.util.function.IntConsumer;

/** The end of a transaction that is not bound to a thread. Thread-safe. */
@FunctionalInterface
interface TransactionEnd {

    /**
     * Registers an action for the end of the transaction.
     *
     * @param action receives a status of Spring's {@code TransactionSynchronization}
     */
    void whenCompleted(IntConsumer action);
}
