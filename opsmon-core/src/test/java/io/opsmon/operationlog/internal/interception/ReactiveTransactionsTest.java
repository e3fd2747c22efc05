package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.recording.Consistency;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A transactional entry follows the end of the reactive transaction around its method. */
class ReactiveTransactionsTest {

    static class Shop {
        @OperationLog(description = "sold", consistency = Consistency.TRANSACTIONAL)
        public Mono<String> sell() {
            return Mono.just("one");
        }

        @OperationLog(description = "sold #{#result}", consistency = Consistency.TRANSACTIONAL)
        public Flux<String> sellAll() {
            return Flux.just("one", "two");
        }

        @OperationLog(description = "failed to sell", consistency = Consistency.TRANSACTIONAL)
        public Mono<String> fail() {
            return Mono.error(new IllegalStateException("sold out"));
        }
    }

    /** The transactions of a database without a driver. Only their beginning and end matter. */
    @SuppressWarnings("serial")
    private static final class Manager extends AbstractReactiveTransactionManager {

        private Mono<Void> commit = Mono.empty();

        @Override
        protected Object doGetTransaction(TransactionSynchronizationManager manager) {
            return new Object();
        }

        @Override
        protected Mono<Void> doBegin(
                TransactionSynchronizationManager manager, Object transaction, TransactionDefinition definition) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
            return commit;
        }

        @Override
        protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
            return Mono.empty();
        }
    }

    private final Manager manager = new Manager();
    private final TransactionalOperator transaction = TransactionalOperator.create(manager);

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

    @BeforeEach
    void makeShop() {
        context = new RecordingContext(new InMemoryOperationLogRepository(100), directory);
        shop = context.recorded(new Shop());
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** Waits for the entry, which reaches the repository through the journal. */
    private OperationLogEntry onlyEntry() {
        await().until(() -> !context.entries().isEmpty());
        return context.onlyEntry();
    }

    @Test
    void isRecordedAfterTheCommit() {
        transaction
                .execute(status -> shop.sell()
                        .doOnNext(sold -> assertThat(context.entries()).isEmpty()))
                .blockLast();

        assertThat(onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void isGoneIfTheTransactionRollsBack() {
        transaction
                .execute(status -> shop.sell().doOnNext(sold -> status.setRollbackOnly()))
                .blockLast();
        transaction
                .execute(status -> shop.sellAll().doOnNext(sold -> status.setRollbackOnly()))
                .blockLast();
        transaction.execute(status -> shop.sellAll()).blockLast();

        assertThat(onlyEntry().description()).isEqualTo("sold 2");
    }

    @Test
    void isRecordedOnceForSeveralElements() {
        transaction.execute(status -> shop.sellAll()).blockLast();

        assertThat(onlyEntry().description()).isEqualTo("sold 2");
    }

    @Test
    void recordsAFailureAlthoughTheTransactionRollsBack() {
        assertThatThrownBy(() -> transaction.execute(status -> shop.fail()).blockLast())
                .hasMessage("sold out");

        assertThat(onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void recordsACancellationAlthoughTheTransactionRollsBack() {
        transaction.execute(status -> shop.sellAll()).take(1).blockLast();

        assertThat(onlyEntry().outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void saysThatTheOutcomeOfTheCommitIsUnknown() {
        manager.commit = Mono.error(new TransactionSystemException("the connection broke"));

        assertThatThrownBy(() -> transaction.execute(status -> shop.sell()).blockLast())
                .isInstanceOf(TransactionSystemException.class);

        OperationLogEntry entry = onlyEntry();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).message()).contains("unknown");
    }

    @Test
    void isRecordedAtOnceWithoutATransaction() {
        shop.sell().block();

        assertThat(onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }
}
