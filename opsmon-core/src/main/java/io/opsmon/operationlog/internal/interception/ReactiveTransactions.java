package io.opsmon.operationlog.internal.interception;

import java.util.function.IntConsumer;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** Finds the reactive transaction of a subscriber. Loaded only if Reactor is present. */
final class ReactiveTransactions {

    private ReactiveTransactions() {}

    /** Returns the transaction in the subscriber's context; empty if there is none. */
    static Mono<TransactionEnd> current() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(transaction -> transaction.isActualTransactionActive() && transaction.isSynchronizationActive())
                .<TransactionEnd>map(
                        transaction -> action -> transaction.registerSynchronization(new AfterCompletion(action)))
                .onErrorResume(NoTransactionException.class, none -> Mono.empty());
    }

    private record AfterCompletion(IntConsumer action) implements TransactionSynchronization {

        @Override
        public Mono<Void> afterCompletion(int status) {
            return Mono.fromRunnable(() -> action.accept(status));
        }
    }
}
