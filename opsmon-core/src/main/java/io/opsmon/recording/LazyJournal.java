package io.opsmon.recording;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the {@link Journal} when it is first needed, and again some time after that failed, so that a host which never
 * needs it has no file, and one with an unwritable directory pays for the attempt only now and then.
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

    /** Whether earlier processes left entries to replay. */
    boolean hasLeftovers() {
        return JournalDirectory.hasLeftovers(settings.directory().resolve(name));
    }

    /** The journal if it is open. */
    @Nullable
    Journal ifOpen() {
        return journal;
    }

    /**
     * The journal, opened if need be.
     *
     * @throws JournalException if it cannot be opened
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
                        "No journal for {}: entries that do not fit in memory are lost until this is mended. {}",
                        name,
                        failure.getMessage());
            }
            lastFailure = failure;
            throw failure;
        }
    }

    /** Appends a record; false if the journal cannot take it, which is counted and said once in a while. */
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
     * An entry made while the host's last beans are being destroyed: the journal is opened for it alone, since nobody
     * would close it later, and left to the operating system to write.
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
            log.warn("The journal of {} did not take an entry: {}", name, failure.getMessage());
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
