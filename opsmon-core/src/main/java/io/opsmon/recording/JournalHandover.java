package io.opsmon.recording;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An entry whose caller waits until it is durable. */
record JournalHandover<E extends RecordedEntry>(E entry, CountDownLatch durable) {

    JournalHandover(E entry) {
        this(entry, new CountDownLatch(1));
    }

    /** Waits; false if the time passed or the thread was interrupted, whose flag stays set. */
    boolean await(long nanos) {
        try {
            return durable.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
