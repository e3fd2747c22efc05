package io.opsmon.recording;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the {@link Journal} on first use. A host that never needs the journal therefore has no file. After a failure,
 * the journal is opened again at intervals, so an unwritable directory costs an attempt every five seconds.
 */
final class LazyJournal {

    private static final Logger log = LoggerFactory.getLogger(LazyJournal.class);
    private static final Duration REOPEN_AFTER = Duration.ofSeconds(5);

    private final String name;
    private final JournalSettings settings;
    private final RecorderCounters counters;
    private volatile @Nullable Journal journal;
    private @Nullable JournalException lastFailure;
    private long lastAttempt;
    private long lastWarning;
    private volatile boolean closed;

    LazyJournal(String name, JournalSettings settings, RecorderCounters counters) {
        this.name = name;
        this.settings = settings;
        this.counters = counters;
    }

    /** Returns whether earlier processes left entries to replay. */
    boolean hasLeftovers() {
        return JournalDirectory.hasLeftovers(settings.directory().resolve(name));
    }

    /** Returns the journal, or null if it is not open. */
    @Nullable
    Journal ifOpen() {
        return journal;
    }

    /**
     * Returns the journal, opened on first use.
     *
     * @throws JournalException if the journal cannot be opened
     */
    Journal get() {
        @Nullable Journal open = journal;
        return open != null ? open : open();
    }

    private synchronized Journal open() {
        @Nullable Journal open = journal;
        if (open != null) {
            return open;
        }
        if (closed) {
            throw new JournalException("The journal is closed");
        }
        @Nullable JournalException failedBefore = lastFailure;
        if (failedBefore != null && System.nanoTime() - lastAttempt < REOPEN_AFTER.toNanos()) {
            throw failedBefore;
        }
        try {
            lastAttempt = System.nanoTime();
            Journal opened = Journal.open(name, settings);
            journal = opened;
            lastFailure = null;
            return opened;
        } catch (JournalException failure) {
            if (lastFailure == null) {
                log.error(
                        "Opening the journal of {} failed; until this is fixed, entries beyond the queue are lost: {}",
                        name,
                        failure.getMessage());
            }
            lastFailure = failure;
            throw failure;
        }
    }

    /**
     * Appends a record. If the journal cannot store the record, the method returns false, counts the failure and logs
     * it at most once a minute.
     */
    boolean tryAppend(byte[] record) {
        try {
            append(record);
            counters.journaled.increment();
            return true;
        } catch (JournalException failure) {
            counters.journalFailures.increment();
            warnNowAndThen(failure);
            return false;
        }
    }

    private void append(byte[] record) {
        if (!closed) {
            try {
                get().append(record);
                return;
            } catch (JournalException failure) {
                if (!closed) {
                    throw failure;
                }
            }
        }
        appendAfterClose(record);
    }

    /**
     * Appends an entry that is recorded while the last beans of the host are destroyed. The journal is opened for this
     * entry only, because no later call would close it, and is not forced.
     */
    private synchronized void appendAfterClose(byte[] record) {
        JournalSettings unforced = new JournalSettings(
                settings.directory(),
                settings.segmentSize(),
                settings.maxSize(),
                FsyncPolicy.NEVER,
                settings.fsyncInterval());
        try (Journal reopened = Journal.open(name, unforced)) {
            reopened.append(record);
        }
    }

    private synchronized void warnNowAndThen(JournalException failure) {
        long now = System.nanoTime();
        if (failure != lastFailure
                && (lastWarning == 0
                        || now - lastWarning > Duration.ofMinutes(1).toNanos())) {
            lastWarning = now;
            log.warn("Appending an entry to the journal of {} failed: {}", name, failure.getMessage());
        }
    }

    long pendingBytes() {
        @Nullable Journal open = journal;
        return open == null ? 0 : open.pendingBytes();
    }

    synchronized void close() {
        closed = true;
        @Nullable Journal open = journal;
        if (open != null) {
            open.close();
            journal = null;
        }
    }
}
