package io.opsmon.recording;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Entry with a caller that waits until the entry is durable. */
record JournalHandover<E extends RecordedEntry>(E entry, CountDownLatch durable) {

    JournalHandover(E entry) {
        this(entry, new CountDownLatch(1));
    }

    /**
     * Waits for durability. Returns false after the timeout, or if the thread was interrupted; the interrupt flag stays
     * set.
     */
    boolean await(long nanos) {
        try {
            return durable.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
