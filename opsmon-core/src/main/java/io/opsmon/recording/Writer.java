package io.opsmon.recording;

import io.opsmon.recording.BatchSaver.StoreAwayException;
import io.opsmon.recording.RecorderStatistics.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that takes entries from the queue and from the journal and brings them to the store.
 *
 * <p>It sweeps: take a batch, save it, and when the batch was not full, rest for the linger time so that the next one
 * is worth its round trip. Producers signal it only when it sleeps for good ({@link #idle}), when a caller waits, or
 * when the queue is half full, so that an ordinary call pays for no wake-up.
 *
 * <p>When the store is away, what is in hand and all that follows goes to the journal, in order, and the journal's head
 * is tried again with growing pauses. Only when the journal has been replayed do entries take the direct way again.
 * Should the journal be unusable as well, the batch in hand stays in memory and the queue fills behind it; then the
 * overflow policy decides.
 *
 * <p>{@link #consumer} guards who may take from the queue and own {@link #inHand}: this thread, or the one that stops
 * it when it hangs in a call to the store. It is not held during such a call.
 */
final class Writer<E extends RecordedEntry> implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final int SWEEPS_BEFORE_SLEEP = 20;
    private static final long SLEEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int REPLAY_BYTES = 8 * 1024 * 1024;

    private final String name;
    private final MpscVarHandleArrayQueue<Object> queue;
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

    // Of the writer thread only.
    private final StoreAbsence absence;
    private int emptySweeps;

    Writer(
            String name,
            MpscVarHandleArrayQueue<Object> queue,
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

    /** Called after each offer: costs a volatile read unless the writer sleeps. */
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

    /** One round; true if it pays to go on at once. */
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
            log.error("The writer of {} goes on after an unexpected failure", name, unexpected);
            storeIsAway(unexpected);
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
            } catch (StoreAwayException away) {
                storeIsAway(away);
            }
        }
        if (hasSurrendered()) {
            return false;
        }
        keep(spill(batch));
        return batch.size() >= settings.batchSize() && inHandIsEmpty();
    }

    /** What is still in hand from a failed round, else the next batch from the queue. */
    private List<Object> take() {
        consumer.lock();
        try {
            if (surrendered) {
                return List.of();
            }
            if (inHand.isEmpty()) {
                queue.drain(inHand::add, settings.batchSize());
            } else if (state == State.OUTAGE && absence.isRetryDue() && journal.pendingBytes() <= 0) {
                // Neither journal nor memory has room elsewhere: the batch in hand is what probes the store.
                state = State.DIRECT;
            }
            return new ArrayList<>(inHand);
        } finally {
            consumer.unlock();
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

    /** Whether nothing is in memory. */
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

    /** Moves a batch to the journal and returns what the journal did not take. */
    private List<Object> spill(List<Object> batch) {
        for (int i = 0; i < batch.size(); i++) {
            Object item = batch.get(i);
            byte[] json;
            try {
                json = codec.encode(entryOf(item));
            } catch (RuntimeException unencodable) {
                log.error("An entry of {} cannot be encoded and is dropped", name, unencodable);
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

    /** Stores the next records of the journal; true if there are more. */
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
            } catch (StoreAwayException away) {
                storeIsAway(away);
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
                boolean kept = deadLetters.keepRaw(record, "Not an entry: " + unreadable);
                (kept ? counters.deadLettered : counters.dropped).increment();
            }
        }
        return entries;
    }

    private void storeIsAway(Throwable failure) {
        absence.noticed(failure);
        state = State.OUTAGE;
    }

    private void rest() {
        if (state != State.DIRECT || ++emptySweeps < SWEEPS_BEFORE_SLEEP) {
            LockSupport.parkNanos(this, settings.linger().toNanos());
        } else {
            idle = true;
            // A producer that offered before it could see the flag has moved the queue's index before: one of the two
            // sees the other.
            if (queue.isEmpty() && journal.pendingBytes() <= 0) {
                LockSupport.parkNanos(this, SLEEP_NANOS);
            }
            idle = false;
        }
    }

    /**
     * The last rounds: everything in memory to the store, or to the journal if the store is away; then the journal as
     * far as time allows.
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
     * Ends the thread, and takes over from it what it still had in memory if it does not end within the time.
     *
     * @return what could not be brought anywhere but is now in nobody's hands but the caller's
     */
    int stop(Duration grace) {
        stopping = true;
        wake();
        join(grace);
        boolean hangs = thread.isAlive();
        if (hangs) {
            log.warn("The store of {} did not answer within {}; what is in memory goes to the journal", name, grace);
        }
        int lost = surrender(true);
        if (hangs) {
            thread.interrupt();
        }
        return lost;
    }

    /**
     * Moves what came into the queue after {@link #stop} had emptied it to the journal; does nothing before that.
     * Called by any thread.
     *
     * @return how many entries the journal did not take
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
            queue.drain(inHand::add);
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
