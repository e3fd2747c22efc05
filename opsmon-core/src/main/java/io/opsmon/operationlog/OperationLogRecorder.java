package io.opsmon.operationlog;

import io.opsmon.log.EntryIds;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records operation logs into an {@link OperationLogRepository}. Annotated methods come here by themselves; a host
 * records by hand what no method call stands for. Thread-safe; nothing here throws because of a store, a disk or an
 * entry.
 *
 * @since 0.1
 */
public final class OperationLogRecorder implements LogRecorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperationLogRecorder.class);

    private final OperationLogRepository repository;
    private final Recorder<OperationLogEntry> recorder;
    private final EntryIds ids;

    /**
     * Makes a recorder that is idle until {@link #start} or the first entry.
     *
     * @param repository where entries go
     * @param settings how to batch, wait and give up
     * @param clock the source of ids and times
     */
    public OperationLogRecorder(OperationLogRepository repository, RecorderSettings settings, Clock clock) {
        this.repository = repository;
        this.recorder = new Recorder<>(
                OperationLogEntry.KIND.name(), this::store, OperationLogEntry.KIND.codec(), settings, clock);
        this.ids = new EntryIds(clock);
    }

    private void store(List<OperationLogEntry> batch) {
        repository.saveAll(batch.stream().map(OperationLogSanitizer::sanitize).toList());
    }

    /**
     * An id for a new entry.
     *
     * @return a UUIDv7 greater than any this recorder gave before
     */
    public UUID nextId() {
        return ids.next();
    }

    /**
     * An id for a new entry, without reading the clock.
     *
     * @param occurredAt when the operation began
     * @return a UUIDv7 greater than any this recorder gave before
     */
    public UUID nextId(Instant occurredAt) {
        return ids.next(occurredAt);
    }

    @Override
    public String name() {
        return OperationLogEntry.KIND.name();
    }

    @Override
    public void start() {
        recorder.start();
    }

    /**
     * Records an entry. With {@link Consistency#TRANSACTIONAL} an entry that cannot be stored in the calling thread's
     * transaction is recorded after the commit, and dropped if the transaction rolls back.
     *
     * @param entry the entry; what is too long for its column is cut
     * @param consistency how safe it is when this returns
     */
    public void record(OperationLogEntry entry, Consistency consistency) {
        if (consistency != Consistency.TRANSACTIONAL || !recordWithTransaction(entry)) {
            recorder.record(entry, consistency);
        }
    }

    private boolean recordWithTransaction(OperationLogEntry entry) {
        try {
            return join(entry) || AfterTransaction.record(entry, this::recordOutside);
        } catch (RuntimeException | Error failure) {
            if (AfterTransaction.isAborted(failure)) {
                log.debug("The transaction of an operation is aborted and rolls back; its entry goes with it");
                return AfterTransaction.isActive();
            }
            log.warn(
                    "An operation log entry could not join the transaction; it is recorded after the commit: {}",
                    failure.toString());
            return AfterTransaction.record(entry, this::recordOutside);
        }
    }

    private void recordOutside(OperationLogEntry entry) {
        recorder.record(entry, Consistency.SYNCHRONOUS);
    }

    private boolean join(OperationLogEntry entry) {
        return repository.saveInTransaction(OperationLogSanitizer.sanitize(entry));
    }

    /**
     * Records an entry as part of the calling thread's transaction.
     *
     * @param entry the entry
     * @return false if there is no transaction to join or the entry could not be stored in it; nothing was recorded
     *     then
     */
    public boolean recordInTransaction(OperationLogEntry entry) {
        try {
            return join(entry);
        } catch (RuntimeException | Error failure) {
            log.warn("An operation log entry could not join the transaction: {}", failure.toString());
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

    /** Brings what is in memory to the repository, or to the journal if it does not answer in time. */
    @Override
    public void close() {
        recorder.close();
    }
}
