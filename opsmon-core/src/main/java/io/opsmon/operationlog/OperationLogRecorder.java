package io.opsmon.operationlog;

import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.EntryIds;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.Recorder;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.recording.RecorderStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * Records operation logs in an {@link OperationLogRepository}. Calls of annotated methods are recorded automatically; a
 * host calls this class for other operations. Thread-safe. No method throws because of a store, a disk or an entry.
 *
 * @since 0.1
 */
public final class OperationLogRecorder implements LogRecorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperationLogRecorder.class);

    private static final Failure UNKNOWN = new Failure(
            "org.springframework.transaction.TransactionSystemException",
            "The transaction could not be committed, or its outcome is unknown",
            null);

    private final OperationLogRepository repository;
    private final Recorder<OperationLogEntry> recorder;
    private final EntryIds ids;

    /**
     * Creates a recorder that is idle until {@link #start} or the first entry.
     *
     * @param repository the store of the entries
     * @param settings sizes of queue and batches, waiting times and retries
     * @param clock the source of ids and times
     */
    public OperationLogRecorder(OperationLogRepository repository, RecorderSettings settings, Clock clock) {
        this.repository = repository;
        this.recorder = new Recorder<>(
                OperationLogDefinition.OPERATION_LOG.name(),
                this::store,
                OperationLogDefinition.OPERATION_LOG.codec(),
                settings,
                clock);
        this.ids = new EntryIds(clock);
    }

    private void store(List<OperationLogEntry> batch) {
        repository.saveAll(batch.stream()
                .map(OperationLogDefinition.OPERATION_LOG::storable)
                .toList());
    }

    /**
     * Creates an identifier for a new entry.
     *
     * @return a UUIDv7 greater than all previous identifiers of this recorder
     */
    public UUID nextId() {
        return ids.next();
    }

    /**
     * Creates an identifier for a new entry without reading the clock.
     *
     * @param occurredAt the start of the operation
     * @return a UUIDv7 greater than all previous identifiers of this recorder
     */
    public UUID nextId(Instant occurredAt) {
        return ids.next(occurredAt);
    }

    @Override
    public String name() {
        return OperationLogDefinition.OPERATION_LOG.name();
    }

    @Override
    public void start() {
        recorder.start();
    }

    /**
     * Records an entry. If a {@link Consistency#TRANSACTIONAL} entry cannot be stored in the calling thread's
     * transaction, it is recorded after the commit, and dropped after a rollback.
     *
     * @param entry the entry; values too long for their column are truncated
     * @param consistency the durability of the entry at the time when this method returns
     */
    public void record(OperationLogEntry entry, Consistency consistency) {
        if (consistency != Consistency.TRANSACTIONAL || !recordWithTransaction(entry)) {
            recorder.record(entry, consistency);
        }
    }

    /**
     * Records an entry with {@link Consistency#BUFFERED} that is completed later. This saves the work on the calling
     * thread.
     *
     * @param entry returns the entry; called once, usually on the recorder's thread
     */
    public void recordLater(Supplier<OperationLogEntry> entry) {
        recorder.recordLater(entry);
    }

    /**
     * Records an entry of a request. The request needs no entry of its own then. A {@link Consistency#BUFFERED} entry
     * waits for the status of the response.
     *
     * @param entry the entry, with the facts of the request
     * @param exchange the request; null if there is none
     * @param shown returns the facts to record from the facts of the answered request
     * @param consistency the durability of the entry at the time when this method returns
     */
    public void record(
            OperationLogEntry entry,
            @Nullable HttpExchange exchange,
            UnaryOperator<HttpFacts> shown,
            Consistency consistency) {
        if (exchange != null) {
            RequestCalls.of(exchange).recorded();
        }
        boolean deferred = exchange != null
                && consistency == Consistency.BUFFERED
                && exchange.whenAnswered(facts -> record(entry.withHttp(shown.apply(facts)), Consistency.BUFFERED));
        if (!deferred) {
            record(entry, consistency);
        }
    }

    /**
     * Records the entries of one call, such as one for each element of a list. A caller with
     * {@link Consistency#SYNCHRONOUS} waits once for all entries. With {@link Consistency#TRANSACTIONAL}, all entries
     * or none are stored.
     *
     * @param entries the entries, in order
     * @param exchange the request; null if there is none
     * @param consistency the durability of the entries at the time when this method returns
     */
    public void recordAll(List<OperationLogEntry> entries, @Nullable HttpExchange exchange, Consistency consistency) {
        if (entries.size() <= 1 || consistency == Consistency.BUFFERED || consistency == Consistency.JOURNALED) {
            entries.forEach(entry -> record(entry, exchange, UnaryOperator.identity(), consistency));
            return;
        }
        if (exchange != null) {
            RequestCalls.of(exchange).recorded();
        }
        recorder.recordAll(
                consistency == Consistency.TRANSACTIONAL
                        ? entries.stream()
                                .filter(entry -> !recordWithTransaction(entry))
                                .toList()
                        : entries);
    }

    private boolean recordWithTransaction(OperationLogEntry entry) {
        try {
            return join(entry) || AfterTransaction.record(entry, this);
        } catch (RuntimeException | Error failure) {
            if (AfterTransaction.isAborted(failure)) {
                log.debug("The transaction of an operation is aborted and rolls back; the entry is dropped");
                return AfterTransaction.isActive();
            }
            log.warn(
                    "An operation log entry could not be stored in the transaction and is recorded after the commit: {}",
                    failure.toString());
            return AfterTransaction.record(entry, this);
        }
    }

    /**
     * Records an entry of a transaction that has ended. After a rollback, nothing is recorded. If the outcome of the
     * transaction is unknown, a success is recorded as a failure that says so.
     *
     * @param entry the entry
     * @param status a status of Spring's {@code TransactionSynchronization}
     * @param consistency the durability of the entry at the time when this method returns
     */
    public void recordAfterCompletion(OperationLogEntry entry, int status, Consistency consistency) {
        if (status != TransactionSynchronization.STATUS_ROLLED_BACK) {
            boolean isTrue =
                    status == TransactionSynchronization.STATUS_COMMITTED || entry.outcome() != Outcome.SUCCESS;
            recorder.record(isTrue ? entry : entry.withFailure(UNKNOWN), consistency);
        }
    }

    private boolean join(OperationLogEntry entry) {
        return repository.saveInTransaction(OperationLogDefinition.OPERATION_LOG.storable(entry));
    }

    /**
     * Records an entry in the calling thread's transaction.
     *
     * @param entry the entry
     * @return false if there is no transaction to join or the entry could not be stored; nothing is recorded then
     */
    public boolean recordInTransaction(OperationLogEntry entry) {
        try {
            return join(entry);
        } catch (RuntimeException | Error failure) {
            log.warn("An operation log entry could not be stored in the transaction: {}", failure.toString());
            return false;
        }
    }

    @Override
    public RecorderStatistics statistics() {
        return recorder.statistics();
    }

    @Override
    public boolean flush(Duration timeout) {
        return recorder.flush(timeout);
    }

    /** Writes the entries in memory to the repository, or to the journal if the repository does not answer in time. */
    @Override
    public void close() {
        recorder.close();
    }
}
