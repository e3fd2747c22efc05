package io.opsmon.internal.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map in memory that removes the values unused for longest when it is full, and values after a time. Thread-safe.
 *
 * <p>Not a library: Caffeine adds a megabyte to every application. If an application enables caching without choosing a
 * provider, Spring Boot also selects Caffeine once the library is present.
 *
 * <p>Cost of {@link #get}: one look-up in a map, one reading of the clock, at most one volatile write in a tenth of a
 * second; no lock. If a thread exceeds the capacity, the thread removes the eighth that was unused for longest, which
 * reads all values once. Values that other threads add meanwhile exceed the capacity until the next addition. Expired
 * values are never returned. Their memory is freed when a value is added, at most once in the time to live.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @since 0.1
 */
public final class BoundedCache<K, V> {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** Uses of a value within this time are written once; at most a hundredth of the time to live. */
    private static final Duration PRECISION = Duration.ofMillis(100);

    /** Of the capacity, the part that is freed at once. */
    private static final int FREED = 8;

    private final Map<K, Slot<V>> slots = new ConcurrentHashMap<>();
    private final AtomicLong weight = new AtomicLong();
    private final AtomicBoolean freeing = new AtomicBoolean();
    private final long capacity;
    private final long nanosToLive;
    private final long precisionNanos;
    private final boolean livesByUse;
    private final ToLongFunction<? super K> weigher;
    private final LongSupplier nanoTime;
    private volatile long lastFreed;

    /** A value. Two slots are equal only if they are the same. */
    private static final class Slot<V> {
        private final V value;
        private final long weight;
        private volatile long usedNanos;

        Slot(V value, long weight, long now) {
            this.value = value;
            this.weight = weight;
            this.usedNanos = now;
        }
    }

    /** Decides about the slot of a key. */
    @FunctionalInterface
    private interface Next<V> {
        Slot<V> slot(@Nullable Slot<V> before, long now);
    }

    BoundedCache(
            long capacity,
            Duration timeToLive,
            boolean livesByUse,
            ToLongFunction<? super K> weigher,
            LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanosToLive = (timeToLive.compareTo(FOR_EVER) < 0 ? timeToLive : FOR_EVER).toNanos();
        this.precisionNanos = Math.min(PRECISION.toNanos(), nanosToLive / 100);
        this.livesByUse = livesByUse;
        this.weigher = weigher;
        this.nanoTime = nanoTime;
        this.lastFreed = nanoTime.getAsLong();
    }

    /**
     * Creates a cache whose values do not expire.
     *
     * @param capacity the maximum number of values
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the cache
     */
    public static <K, V> BoundedCache<K, V> ofSize(long capacity) {
        return expiringAfterUse(capacity, FOR_EVER);
    }

    /**
     * Creates a cache that removes a value if the value is not used for a time.
     *
     * @param capacity the maximum number of values
     * @param idle the time after the last use
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the cache
     */
    public static <K, V> BoundedCache<K, V> expiringAfterUse(long capacity, Duration idle) {
        return expiringAfterUse(capacity, idle, key -> 1);
    }

    /**
     * Creates a cache that removes a value if the value is not used for a time, with keys of different weights.
     *
     * @param capacity the maximum sum of weights
     * @param idle the time after the last use
     * @param weigher returns the weight of a key, which is the same every time
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the cache
     */
    public static <K, V> BoundedCache<K, V> expiringAfterUse(
            long capacity, Duration idle, ToLongFunction<? super K> weigher) {
        return new BoundedCache<>(capacity, idle, true, weigher, System::nanoTime);
    }

    /**
     * Creates a cache that removes a value at an age, which reading does not change.
     *
     * @param capacity the maximum number of values
     * @param age the time after the last write
     * @param <K> the type of keys
     * @param <V> the type of values
     * @return the cache
     */
    public static <K, V> BoundedCache<K, V> expiringAfterWrite(long capacity, Duration age) {
        return new BoundedCache<>(capacity, age, false, key -> 1, System::nanoTime);
    }

    private boolean isLive(Slot<V> slot, long now) {
        return now - slot.usedNanos < nanosToLive;
    }

    private @Nullable V valueOf(@Nullable Slot<V> slot, long now) {
        return slot == null || !isLive(slot, now) ? null : slot.value;
    }

    /**
     * Returns a value, and counts as a use.
     *
     * @param key the key
     * @return the value; null if the key is unknown or the value has expired
     */
    public @Nullable V get(K key) {
        long now = nanoTime.getAsLong();
        @Nullable Slot<V> slot = slots.get(key);
        @Nullable V value = valueOf(slot, now);
        if (slot != null && value != null && livesByUse && now - slot.usedNanos >= precisionNanos) {
            slot.usedNanos = now;
        }
        return value;
    }

    /**
     * Returns a value or creates it, and counts as a use. If several threads ask for a key, one creates the value.
     *
     * @param key the key
     * @param create creates the value; must not use this cache
     * @return the value
     */
    public V get(K key, Function<? super K, ? extends V> create) {
        @Nullable V known = get(key);
        return known != null
                ? known
                : write(
                        key,
                        (before, now) -> before != null && isLive(before, now)
                                ? before
                                : slot(key, before, create.apply(key), now));
    }

    /**
     * Writes a value.
     *
     * @param key the key
     * @param value the value
     */
    public void put(K key, V value) {
        write(key, (before, now) -> slot(key, before, value, now));
    }

    /**
     * Writes a value that depends on the value before. No other thread writes to the key in the meantime.
     *
     * @param key the key
     * @param next returns the value to write, given the value before or null; must not use this cache
     * @return the written value
     */
    public V compute(K key, Function<? super @Nullable V, ? extends V> next) {
        return write(key, (before, now) -> slot(key, before, next.apply(valueOf(before, now)), now));
    }

    private V write(K key, Next<V> next) {
        long now = nanoTime.getAsLong();
        V written = slots.compute(key, (same, before) -> next.slot(before, now)).value;
        free(now);
        return written;
    }

    private Slot<V> slot(K key, @Nullable Slot<V> before, V value, long now) {
        if (before != null) {
            return new Slot<>(value, before.weight, now);
        }
        Slot<V> added = new Slot<>(value, weigher.applyAsLong(key), now);
        weight.addAndGet(added.weight);
        return added;
    }

    /**
     * Removes a value.
     *
     * @param key the key
     * @return the removed value; null if the key is unknown or the value has expired
     */
    public @Nullable V remove(K key) {
        @Nullable Slot<V> removed = slots.remove(key);
        if (removed == null) {
            return null;
        }
        weight.addAndGet(-removed.weight);
        return valueOf(removed, nanoTime.getAsLong());
    }

    /**
     * Calls back for each value that has not expired, which is no use of the value. Values that other threads add or
     * remove in the meantime may be missed.
     *
     * @param action receives the keys and values; may use this cache
     */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        long now = nanoTime.getAsLong();
        slots.forEach((key, slot) -> {
            if (isLive(slot, now)) {
                action.accept(key, slot.value);
            }
        });
    }

    /** Frees memory, if it is time for it or the cache is full, and no other thread does so. */
    private void free(long now) {
        if (weight.get() <= capacity && now - lastFreed < nanosToLive) {
            return;
        }
        if (!freeing.compareAndSet(false, true)) {
            return;
        }
        try {
            lastFreed = now;
            slots.forEach((key, slot) -> {
                if (!isLive(slot, now)) {
                    drop(key, slot);
                }
            });
            if (weight.get() > capacity) {
                dropLeastUsed(now);
            }
        } finally {
            freeing.set(false);
        }
    }

    /** Drops the values that were unused for longest, as many as fit by the mean weight. */
    private void dropLeastUsed(long now) {
        long rest = capacity - capacity / FREED;
        // Differences, since the clock's readings may overflow.
        long[] ages = slots.values().stream()
                .mapToLong(slot -> now - slot.usedNanos)
                .sorted()
                .toArray();
        int kept = (int) ((double) ages.length * rest / weight.get());
        if (kept < ages.length) {
            long old = ages[kept];
            slots.forEach((key, slot) -> {
                if (now - slot.usedNanos >= old && weight.get() > rest) {
                    drop(key, slot);
                }
            });
        }
    }

    private void drop(K key, Slot<V> slot) {
        if (slots.remove(key, slot)) {
            weight.addAndGet(-slot.weight);
        }
    }

    /** Returns the sum of weights, of expired values too. */
    long weight() {
        return weight.get();
    }
}
