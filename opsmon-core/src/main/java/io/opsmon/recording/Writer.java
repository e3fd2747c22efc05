package io.opsmon.recording;

import io.opsmon.recording.BatchSaver.StoreAwayException;
import io.opsmon.recording.RecorderStatistics.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer thread that moves entries from the queue and the journal to the store.
 *
 * <p>The writer works in sweeps: it takes a batch and saves it. If the batch was not full, the writer pauses for the
 * linger time, so the next batch is larger. Producers wake the writer only if it sleeps ({@link #idle}), if a caller
 * waits, or if the queue is half full. A normal call therefore needs no wake-up.
 *
 * <p>If the store is unavailable, the current batch and all following entries are appended to the journal, in order.
 * The head of the journal is retried with increasing pauses. After the journal has been replayed, entries are stored
 * directly again. If the journal is not usable either, the current batch stays in memory, and the queue fills up until
 * the overflow policy applies.
 *
 * <p>{@link #consumer} guards the consumer side of the queue and {@link #inHand}. The consumer is the writer thread, or
 * the stopping thread if the writer thread hangs in a call of the store. The lock is not held during such a call.
 */
final class Writer<E extends RecordedEntry> implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final int SWEEPS_BEFORE_SLEEP = 20;
    private static final long SLEEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int REPLAY_BYTES = 8 * 1024 * 1024;

    private final String name;
    private final EntryQueue<Object> queue;
    private final LazyJournal journal;
    private final BatchSaver<E> saver;
    private final EntryCodec<E> codec;
    private final DeadLetters deadLetters;
    private final RecorderCounters counters;
    private final RecorderSettings settings;
    private final Thread thread;

    private final ReentrantLock consumer = new ReentrantLock();
    // Guarded by consumer.
    private List<Object> inHand = new ArrayList<>();
    private boolean surrendered;

    private volatile boolean idle;
    private volatile boolean stopping;
    private volatile State state;

    // Used by the writer thread only.
    private final StoreAbsence absence;
    private int emptySweeps;

    Writer(
            String name,
            EntryQueue<Object> queue,
            LazyJournal journal,
            BatchSaver<E> saver,
            EntryCodec<E> codec,
            DeadLetters deadLetters,
            RecorderCounters counters,
            RecorderSettings settings) {
        this.name = name;
        this.queue = queue;
        this.journal = journal;
        this.saver = saver;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.settings = settings;
        this.absence = new StoreAbsence(name, settings, counters);
        this.state = journal.hasLeftovers() ? State.CATCHING_UP : State.DIRECT;
        this.thread = new Thread(this, "opsmon-" + name + "-writer");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    State state() {
        return thread.isAlive() ? state : State.STOPPED;
    }

    /** Wakes the writer if it sleeps. This method is called after each offer and costs one volatile read otherwise. */
    void wakeIfIdle() {
        if (idle) {
            wake();
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        if (state == State.CATCHING_UP) {
            openLeftovers();
        }
        while (!stopping) {
            boolean worked = sweep();
            if (!worked && !stopping) {
                rest();
            }
        }
        drain();
    }

    private void openLeftovers() {
        try {
            journal.get();
        } catch (JournalException alreadyLogged) {
            state = State.DIRECT;
        }
    }

    /** Runs one sweep. Returns true if the next sweep should follow without a pause. */
    private boolean sweep() {
        try {
            boolean fullBatch = takeAndSave();
            boolean moreJournal = replayIfDue();
            @Nullable Journal open = journal.ifOpen();
            if (open != null) {
                open.syncIfDue();
            }
            return fullBatch || moreJournal;
        } catch (RuntimeException | Error unexpected) {
            log.error("The writer of {} failed unexpectedly and retries", name, unexpected);
            storeUnavailable(unexpected);
            return false;
        }
    }

    private boolean takeAndSave() {
        List<Object> batch = take();
        if (batch.isEmpty()) {
            return false;
        }
        emptySweeps = 0;
        if (state == State.DIRECT) {
            try {
                saver.save(entriesOf(batch));
                release(batch);
                absence.ended();
                done();
                return batch.size() >= settings.batchSize();
            } catch (StoreAwayException unavailable) {
                storeUnavailable(unavailable);
            }
        }
        if (hasSurrendered()) {
            return false;
        }
        keep(spill(batch));
        return batch.size() >= settings.batchSize() && inHandIsEmpty();
    }

    /** Returns the unsaved batch of a failed sweep, or else the next batch from the queue. */
    private List<Object> take() {
        consumer.lock();
        try {
            if (surrendered) {
                return List.of();
            }
            if (inHand.isEmpty()) {
                queue.drain(this::take, settings.batchSize());
            } else if (state == State.OUTAGE && absence.isRetryDue() && journal.pendingBytes() <= 0) {
                // Neither the journal nor the queue has room. The current batch is used to probe the store.
                state = State.DIRECT;
            }
            return new ArrayList<>(inHand);
        } finally {
            consumer.unlock();
        }
    }

    /** Takes an item of the queue into the hand. An entry that cannot be completed is dropped. */
    private void take(Object item) {
        try {
            inHand.add(item instanceof Supplier<?> later ? Objects.requireNonNull(later.get()) : item);
        } catch (RuntimeException | Error failure) {
            log.error("Completing an entry of {} failed; the entry is dropped", name, failure);
            counters.dropped.increment();
        }
    }

    private void done() {
        keep(List.of());
    }

    private void keep(List<Object> left) {
        consumer.lock();
        try {
            if (!surrendered) {
                inHand = new ArrayList<>(left);
            }
        } finally {
            consumer.unlock();
        }
    }

    /** Returns whether no entry is in memory. */
    boolean hasEmptyHands() {
        return queue.isEmpty() && inHandIsEmpty();
    }

    private boolean inHandIsEmpty() {
        consumer.lock();
        try {
            return inHand.isEmpty();
        } finally {
            consumer.unlock();
        }
    }

    /** Appends a batch to the journal and returns the entries that could not be appended. */
    private List<Object> spill(List<Object> batch) {
        for (int i = 0; i < batch.size(); i++) {
            Object item = batch.get(i);
            byte[] json;
            try {
                json = codec.encode(entryOf(item));
            } catch (RuntimeException unencodable) {
                log.error("Encoding an entry of {} failed; the entry is dropped", name, unencodable);
                counters.dropped.increment();
                continue;
            }
            if (!journal.tryAppend(json)) {
                return batch.subList(i, batch.size());
            }
            counters.spilled.increment();
            if (item instanceof JournalHandover<?> handover) {
                handover.durable().countDown();
            }
        }
        return List.of();
    }

    /** Stores the next records of the journal. Returns true if there are more records. */
    private boolean replayIfDue() {
        @Nullable Journal open = journal.ifOpen();
        if (open == null || open.isEmpty()) {
            if (state == State.CATCHING_UP || (state == State.OUTAGE && inHandIsEmpty())) {
                state = State.DIRECT;
            }
            return false;
        }
        if (state == State.OUTAGE && !absence.isRetryDue()) {
            return false;
        }
        emptySweeps = 0;
        Journal.Batch batch = open.read(settings.batchSize(), REPLAY_BYTES);
        List<E> entries = decode(batch.records());
        if (!entries.isEmpty()) {
            try {
                saver.save(entries);
            } catch (StoreAwayException unavailable) {
                storeUnavailable(unavailable);
                return false;
            }
            counters.replayed.add(entries.size());
        }
        open.commit(batch.end());
        absence.ended();
        boolean more = !open.isEmpty() && !batch.records().isEmpty();
        if (state != State.DIRECT) {
            state = more ? State.CATCHING_UP : State.DIRECT;
        }
        return more;
    }

    private List<E> decode(List<byte[]> records) {
        List<E> entries = new ArrayList<>(records.size());
        for (byte[] record : records) {
            try {
                entries.add(codec.decode(record));
            } catch (RuntimeException unreadable) {
                boolean kept = deadLetters.keepRaw(record, "The journal record is not a valid entry: " + unreadable);
                (kept ? counters.deadLettered : counters.dropped).increment();
            }
        }
        return entries;
    }

    private void storeUnavailable(Throwable failure) {
        absence.noticed(failure);
        state = State.OUTAGE;
    }

    private void rest() {
        if (state != State.DIRECT || ++emptySweeps < SWEEPS_BEFORE_SLEEP) {
            LockSupport.parkNanos(this, settings.linger().toNanos());
        } else {
            idle = true;
            // A producer that did not see the flag has already advanced the index of the queue. Either the producer
            // sees the flag, or this thread sees the entry.
            if (queue.isEmpty() && journal.pendingBytes() <= 0) {
                LockSupport.parkNanos(this, SLEEP_NANOS);
            }
            idle = false;
        }
    }

    /**
     * Runs the last sweeps. All entries in memory are stored, or appended to the journal if the store is unavailable.
     * The rest of the time is used to replay the journal.
     */
    private void drain() {
        while (!hasSurrendered() && (!queue.isEmpty() || !inHandIsEmpty())) {
            int before = queue.size();
            sweep();
            if (state == State.OUTAGE && !inHandIsEmpty() && before == queue.size()) {
                return;
            }
        }
        boolean more = state == State.CATCHING_UP;
        while (more && !hasSurrendered()) {
            more = sweep();
        }
    }

    private boolean hasSurrendered() {
        consumer.lock();
        try {
            return surrendered;
        } finally {
            consumer.unlock();
        }
    }

    /**
     * Ends the thread. If the thread does not end within the time, its entries in memory are taken over.
     *
     * @return the number of entries that could be neither stored nor appended to the journal
     */
    int stop(Duration grace) {
        stopping = true;
        wake();
        join(grace);
        boolean hangs = thread.isAlive();
        if (hangs) {
            log.warn(
                    "The store of {} did not answer within {}; the entries in memory are appended to the journal",
                    name,
                    grace);
        }
        int lost = surrender(true);
        if (hangs) {
            thread.interrupt();
        }
        return lost;
    }

    /**
     * Appends entries to the journal that were queued after {@link #stop} emptied the queue. Before {@link #stop}, the
     * method has no effect. May be called by any thread.
     *
     * @return the number of entries that could not be appended
     */
    int rescueLate() {
        return surrender(false);
    }

    private int surrender(boolean first) {
        List<Object> left;
        consumer.lock();
        try {
            if (!first && !surrendered) {
                return 0;
            }
            surrendered = true;
            queue.drain(this::take, Integer.MAX_VALUE);
            left = inHand;
            inHand = new ArrayList<>();
        } finally {
            consumer.unlock();
        }
        return spill(left).size();
    }

    private void join(Duration grace) {
        try {
            thread.join(grace.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release(List<Object> batch) {
        for (Object item : batch) {
            if (item instanceof JournalHandover<?> handover) {
                handover.durable().countDown();
            }
        }
    }

    private List<E> entriesOf(List<Object> batch) {
        List<E> entries = new ArrayList<>(batch.size());
        for (Object item : batch) {
            entries.add(entryOf(item));
        }
        return entries;
    }

    @SuppressWarnings("unchecked")
    private E entryOf(Object item) {
        return item instanceof JournalHandover<?> handover ? (E) handover.entry() : (E) item;
    }
}
