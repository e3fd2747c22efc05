package io.opsmon.recording;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bounded lock-free queue for many producers and one consumer at a time.
 *
 * <p>A producer reserves a slot by advancing {@link #PRODUCED}, if the slot is not occupied, and then writes its
 * element with release semantics. A slot that is reserved and not written yet is null, and ends a {@link #drain}. The
 * consumer empties a slot before it advances {@link #CONSUMED}, so a producer that reads the new value finds the slot
 * empty. The two counters are on separate cache lines.
 *
 * <p>Cost of an {@link #offer}: two volatile reads, one compare-and-set, one ordered write; nothing is allocated.
 *
 * @param <E> the type of the elements
 */
final class EntryQueue<E> {

    /** Indexes of the counters, 128 bytes apart. */
    private static final int PRODUCED = 16;

    private static final int CONSUMED = 32;
    private static final int COUNTERS = 48;

    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
    private final AtomicReferenceArray<@Nullable E> slots;
    private final int mask;

    /**
     * Creates an empty queue.
     *
     * @param capacity the least number of elements that the queue can hold; rounded up to a power of two
     */
    EntryQueue(int capacity) {
        int rounded = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.slots = new AtomicReferenceArray<>(rounded);
        this.mask = rounded - 1;
    }

    int capacity() {
        return mask + 1;
    }

    /** Adds an element, and returns false if the queue is full. */
    boolean offer(E element) {
        return offerBelow(element, capacity());
    }

    /** Adds an element if the queue has fewer elements than the limit, which is at most the capacity. */
    boolean offerBelow(E element, int limit) {
        long position;
        do {
            position = counters.get(PRODUCED);
            if (position - counters.get(CONSUMED) >= limit) {
                return false;
            }
        } while (!counters.compareAndSet(PRODUCED, position, position + 1));
        slots.setRelease((int) position & mask, element);
        return true;
    }

    /**
     * Removes elements in order, until a slot is empty. Called by one thread at a time.
     *
     * @param sink receives each element after its removal
     * @param limit the maximum number of elements
     * @return the number of removed elements
     */
    int drain(Consumer<? super E> sink, int limit) {
        long position = counters.get(CONSUMED);
        int count = 0;
        while (count < limit) {
            int slot = (int) position & mask;
            @Nullable E element = slots.getAcquire(slot);
            if (element == null) {
                break;
            }
            slots.setPlain(slot, null);
            position++;
            counters.setRelease(CONSUMED, position);
            count++;
            sink.accept(element);
        }
        return count;
    }

    /** Returns the number of elements, including elements whose producer is about to write them. */
    int size() {
        // The consumer may advance between the two reads, but never past the producers.
        long consumed = counters.get(CONSUMED);
        return (int) Math.min(capacity(), counters.get(PRODUCED) - consumed);
    }

    boolean isEmpty() {
        return size() == 0;
    }
}
