package io.opsmon.recording;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives entries from business threads. Each entry reaches the store, the journal or the dead letters, or is counted
 * as dropped.
 *
 * <p>Cost of {@link #record} for {@link Consistency#BUFFERED}: one offer to a bounded multi-producer queue, two
 * counters and a volatile read. There is no lock, no allocation and no system call. The first entry starts the writer
 * thread; the first entry that needs the journal opens the journal.
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
    private final EntryQueue<Object> queue;
    private final int wakeAt;
    private final LazyJournal journal;
    private final DeadLetters deadLetters;
    private final BatchSaver<E> saver;
    private volatile @Nullable Writer<E> writer;
    private volatile boolean closed;
    private volatile long lastDropWarning;

    /**
     * Creates a recorder. Before {@link #start} or the first entry, no thread runs and no file is created.
     *
     * @param name the name of the thread and the files, {@code operation-log} for example
     * @param store the target of entries
     * @param codec the format of entries on disk
     * @param settings batch sizes and time limits
     * @param clock the time of dead letters
     */
    public Recorder(String name, EntryStore<E> store, EntryCodec<E> codec, RecorderSettings settings, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.codec = codec;
        this.queue = new EntryQueue<>(settings.queueCapacity());
        this.wakeAt = queue.capacity() / 2;
        this.journal = new LazyJournal(name, settings.journal(), counters);
        this.deadLetters = new DeadLetters(settings.journal().directory(), name, clock);
        this.saver = new BatchSaver<>(store, codec, deadLetters, counters, clock);
    }

    /**
     * Starts the replay of entries that earlier processes left in the journal. Without such entries, the method has no
     * effect.
     */
    public void start() {
        if (journal.hasLeftovers()) {
            writer();
        }
    }

    /**
     * Records an entry. After this method returns, the entry has the durability of the consistency. If this is not
     * possible, the entry has a weaker durability and is counted accordingly.
     *
     * @param entry the entry
     * @param consistency the durability; {@link Consistency#TRANSACTIONAL} has the effect of
     *     {@link Consistency#SYNCHRONOUS}
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
                case SYNCHRONOUS, TRANSACTIONAL -> synchronously(List.of(entry));
            }
        } catch (RuntimeException | Error failure) {
            drop(failure.toString());
        }
    }

    /**
     * Records an entry with the durability of {@link Consistency#BUFFERED}. The entry is completed when it leaves the
     * queue, by the recorder's thread.
     *
     * @param entry returns the entry; called once. If the call fails, the entry is dropped and counted
     */
    public void recordLater(Supplier<? extends E> entry) {
        counters.recorded.increment();
        try {
            if (closed) {
                keepInJournalOrDrop(entry.get(), "the recorder is stopped");
            } else {
                buffer(entry);
            }
        } catch (RuntimeException | Error failure) {
            drop(failure.toString());
        }
    }

    /**
     * Records entries with the durability of {@link Consistency#SYNCHRONOUS}, and waits once for all of them. The time
     * limit is that of one entry.
     *
     * @param entries the entries, in order
     */
    public void recordAll(List<E> entries) {
        if (closed) {
            entries.forEach(entry -> record(entry, Consistency.SYNCHRONOUS));
            return;
        }
        counters.recorded.add(entries.size());
        try {
            synchronously(entries);
        } catch (RuntimeException | Error failure) {
            drop(failure.toString());
        }
    }

    /**
     * Returns the counters and gauges.
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
     * Waits until all entries in memory have reached the store or the journal.
     *
     * @param timeout the maximum time to wait
     * @return false after the timeout, or if the thread was interrupted; the interrupt flag stays set
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
     * Stops the recorder and stores the entries in memory. Entries that the store does not accept within the shutdown
     * grace are appended to the journal. This method is called before the DataSource is closed. A second call has no
     * effect.
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
            log.error("{} entries of {} are lost: storing them and appending them to the journal failed", lost, name);
        }
    }

    /** Offers an entry, or the supplier of an entry. */
    private void buffer(Object item) {
        Writer<E> running = writer();
        if (queue.offerBelow(item, wakeAt)) {
            running.wakeIfIdle();
        } else {
            running.wake();
            if (!queue.offer(item)) {
                overflow(item, running);
            }
        }
        rescueIfClosed(running);
    }

    /**
     * Rescues an entry that was offered while {@link #close} drained the queue. Such an entry would otherwise stay in
     * the queue.
     */
    private void rescueIfClosed(Writer<E> running) {
        if (closed && !queue.isEmpty()) {
            count(running.rescueLate());
        }
    }

    @SuppressWarnings("unchecked")
    private E completed(Object item) {
        return (E) (item instanceof Supplier<?> later ? later.get() : item);
    }

    private void overflow(Object item, Writer<E> running) {
        switch (settings.overflow()) {
            case SPILL -> {
                if (spill(completed(item))) {
                    counters.spilled.increment();
                } else {
                    drop("the queue is full and appending to the journal failed");
                }
            }
            case BLOCK -> {
                if (!offerWithin(item, running)) {
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
            // The journal has logged and counted the failure. Memory is the only remaining place.
            buffer(entry);
        }
    }

    private void synchronously(List<E> entries) {
        Writer<E> running = writer();
        List<JournalHandover<E>> awaited = new ArrayList<>(entries.size());
        for (E entry : entries) {
            JournalHandover<E> handover = new JournalHandover<>(entry);
            if (queue.offer(handover)) {
                awaited.add(handover);
            } else {
                journal(entry);
            }
        }
        running.wake();
        long deadline = System.nanoTime() + settings.synchronousTimeout().toNanos();
        for (JournalHandover<E> handover : awaited) {
            if (!handover.await(deadline - System.nanoTime())) {
                // The entry may reach the store twice; the store ignores the second one.
                spill(handover.entry());
            }
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
            log.warn("Dropping entries of {}, {} so far: {}", name, counters.dropped.sum(), reason);
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
