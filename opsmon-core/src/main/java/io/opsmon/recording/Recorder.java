package io.opsmon.recording;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes entries from business threads and sees to it that each reaches its store, or is kept, or is counted as dropped.
 *
 * <p>Cost of {@link #record} for {@link Consistency#BUFFERED}: one offer to a bounded multi-producer queue, two
 * counters and a volatile read, no lock, no allocation, no system call. The thread that writes is started by the first
 * entry, the journal opened by the first that needs it.
 *
 * <p>Thread-safe. No method throws because of a store, a disk or an entry.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class Recorder<E extends RecordedEntry> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final Duration WARN_EVERY = Duration.ofMinutes(1);

    private final String name;
    private final RecorderSettings settings;
    private final EntryCodec<E> codec;
    private final RecorderCounters counters = new RecorderCounters();
    private final MpscVarHandleArrayQueue<Object> queue;
    private final int wakeAt;
    private final LazyJournal journal;
    private final DeadLetters deadLetters;
    private final BatchSaver<E> saver;
    private volatile @Nullable Writer<E> writer;
    private volatile boolean closed;
    private volatile long lastDropWarning;

    /**
     * Makes a recorder; nothing runs and no file is touched before {@link #start} or the first entry.
     *
     * @param name names the thread and the files, {@code operation-log} for example
     * @param store where entries go
     * @param codec the form entries have on disk
     * @param settings how to batch, wait and give up
     * @param clock stamps dead letters
     */
    public Recorder(String name, EntryStore<E> store, EntryCodec<E> codec, RecorderSettings settings, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.codec = codec;
        this.queue = new MpscVarHandleArrayQueue<>(settings.queueCapacity());
        this.wakeAt = queue.capacity() / 2;
        this.journal = new LazyJournal(name, settings.journal(), counters);
        this.deadLetters = new DeadLetters(settings.journal().directory(), name, clock);
        this.saver = new BatchSaver<>(store, codec, deadLetters, counters, clock);
    }

    /** Begins to replay what earlier processes left in the journal, if anything; otherwise does nothing. */
    public void start() {
        if (journal.hasLeftovers()) {
            writer();
        }
    }

    /**
     * Takes an entry. When this returns, the entry is as safe as the consistency says, or it is kept in a weaker way
     * and counted so.
     *
     * @param entry the entry
     * @param consistency how safe; {@link Consistency#TRANSACTIONAL} acts as {@link Consistency#SYNCHRONOUS} here
     */
    public void record(E entry, Consistency consistency) {
        counters.recorded.increment();
        try {
            if (closed) {
                keepInJournalOrDrop(entry, "the recorder is stopped");
                return;
            }
            switch (consistency) {
                case BUFFERED -> buffer(entry);
                case JOURNALED -> journal(entry);
                case SYNCHRONOUS, TRANSACTIONAL -> synchronously(entry);
            }
        } catch (RuntimeException | Error failure) {
            drop(failure.toString());
        }
    }

    /**
     * The counters and gauges.
     *
     * @return a snapshot
     */
    public RecorderStatistics statistics() {
        @Nullable Writer<E> running = writer;
        return new RecorderStatistics(
                counters.recorded.sum(),
                counters.stored.sum(),
                counters.journaled.sum(),
                counters.spilled.sum(),
                counters.replayed.sum(),
                counters.dropped.sum(),
                counters.deadLettered.sum(),
                counters.storeFailures.sum(),
                counters.journalFailures.sum(),
                queue.size(),
                journal.pendingBytes(),
                counters.flushes.sum(),
                Duration.ofNanos(counters.flushNanos.sum()),
                Duration.ofMillis(counters.lagMillis),
                running == null ? RecorderStatistics.State.STOPPED : running.state());
    }

    /**
     * Waits until what is in memory has reached the store or the journal.
     *
     * @param timeout the longest to wait
     * @return false if the time passed or the thread was interrupted, whose flag stays set
     */
    public boolean flush(Duration timeout) {
        @Nullable Writer<E> running = writer;
        if (running == null) {
            return true;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!running.hasEmptyHands()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            running.wake();
            LockSupport.parkNanos(this, 1_000_000);
        }
        return true;
    }

    /**
     * Stops taking entries and brings those in memory to the store, or to the journal when the store does not take them
     * within the shutdown grace. Called before the DataSource closes. Calling it again does nothing.
     */
    @Override
    public void close() {
        @Nullable Writer<E> running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = writer;
        }
        if (running != null) {
            count(running.stop(settings.shutdownGrace()));
        }
        journal.close();
    }

    private void count(int lost) {
        if (lost > 0) {
            counters.dropped.add(lost);
            log.error("{} entries of {} are lost: neither the store nor the journal took them", lost, name);
        }
    }

    private void buffer(E entry) {
        Writer<E> running = writer();
        if (queue.offerIfBelowThreshold(entry, wakeAt)) {
            running.wakeIfIdle();
        } else {
            running.wake();
            if (!queue.offer(entry)) {
                overflow(entry, running);
            }
        }
        rescueIfClosed(running);
    }

    /** An entry offered while {@link #close} was taking the last ones out of the queue would stay there unseen. */
    private void rescueIfClosed(Writer<E> running) {
        if (closed && !queue.isEmpty()) {
            count(running.rescueLate());
        }
    }

    private void overflow(E entry, Writer<E> running) {
        switch (settings.overflow()) {
            case SPILL -> {
                if (spill(entry)) {
                    counters.spilled.increment();
                } else {
                    drop("the queue is full and the journal did not take the entry");
                }
            }
            case BLOCK -> {
                if (!offerWithin(entry, running)) {
                    drop("the queue stayed full for " + settings.blockTimeout());
                }
            }
            case DROP -> drop("the queue is full");
        }
    }

    private boolean offerWithin(Object item, Writer<E> running) {
        long deadline = System.nanoTime() + settings.blockTimeout().toNanos();
        while (!queue.offer(item)) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            running.wake();
            LockSupport.parkNanos(this, 100_000);
        }
        return true;
    }

    private void journal(E entry) {
        Writer<E> running = writer();
        if (spill(entry)) {
            running.wakeIfIdle();
        } else {
            // Said and counted by the journal; memory is the best that is left.
            buffer(entry);
        }
    }

    private void synchronously(E entry) {
        Writer<E> running = writer();
        JournalHandover<E> handover = new JournalHandover<>(entry);
        if (!queue.offer(handover)) {
            journal(entry);
            return;
        }
        running.wake();
        if (!handover.await(settings.synchronousTimeout().toNanos())) {
            // It may reach the store twice now, which ignores the second.
            spill(entry);
        }
    }

    private boolean spill(E entry) {
        return journal.tryAppend(codec.encode(entry));
    }

    private void keepInJournalOrDrop(E entry, String reason) {
        if (!spill(entry)) {
            drop(reason);
        }
    }

    private void drop(String reason) {
        counters.dropped.increment();
        long now = System.nanoTime();
        if (lastDropWarning == 0 || now - lastDropWarning > WARN_EVERY.toNanos()) {
            lastDropWarning = now;
            log.warn("Entries of {} are being dropped, {} so far: {}", name, counters.dropped.sum(), reason);
        }
    }

    private Writer<E> writer() {
        @Nullable Writer<E> running = writer;
        return running != null ? running : startWriter();
    }

    private synchronized Writer<E> startWriter() {
        @Nullable Writer<E> running = writer;
        if (running == null) {
            running = new Writer<>(name, queue, journal, saver, codec, deadLetters, counters, settings);
            if (closed) {
                running.stop(Duration.ZERO);
            } else {
                running.start();
            }
            writer = running;
        }
        return running;
    }
}
