package io.opsmon.loginlog.internal.guard;

import io.opsmon.loginlog.guard.AttemptKey;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.loginlog.guard.AttemptPolicy;
import io.opsmon.loginlog.guard.AttemptStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failed attempts and locks in this process, for hosts of one node. Bounded as documented in
 * {@link AttemptStore}. A call takes logarithmic time. Thread-safe by one lock, since a call is short compared to the
 * check of a password.
 *
 * @since 0.1
 */
public final class InMemoryAttemptStore implements AttemptStore {

    private final int share;
    private final Duration memory;

    // Guarded by this. Every known key has one place, in the set of its group.
    private final Map<String, Attempts> known = new HashMap<>();
    private final Map<Group, TreeSet<Place>> places = new EnumMap<>(Group.class);

    /** Groups of keys; a key is evicted only by a key of its group. */
    private enum Group {
        FAILED,
        NEAR,
        LOCKED
    }

    /** The earliest place of a group is evicted first: the oldest last failure, or the earliest end of a lock. */
    private record Place(Group group, Instant at, String id) {}

    private static final class Attempts {
        private final AttemptKey key;
        private final ArrayDeque<Instant> failures = new ArrayDeque<>();
        private int locks;
        private @Nullable AttemptLock lock;
        private Instant lastEnd = Instant.MIN;
        private @Nullable Place place;

        Attempts(AttemptKey key) {
            this.key = key;
        }
    }

    /**
     * Creates an empty store.
     *
     * @param capacity the maximum number of keys, at least 1
     * @param memory the age after which a key without attempts is removed
     */
    public InMemoryAttemptStore(int capacity, Duration memory) {
        this.share = AttemptStore.share(capacity);
        this.memory = memory;
        for (Group group : Group.values()) {
            places.put(group, new TreeSet<>(Comparator.comparing(Place::at).thenComparing(Place::id)));
        }
    }

    @Override
    public synchronized Optional<AttemptLock> lock(AttemptKey key, Instant now) {
        @Nullable Attempts attempts = known.get(key.id());
        return attempts == null ? Optional.empty() : current(attempts, now);
    }

    private static Optional<AttemptLock> current(Attempts attempts, Instant now) {
        @Nullable AttemptLock lock = attempts.lock;
        return Optional.ofNullable(lock != null && lock.until().isAfter(now) ? lock : null);
    }

    @Override
    public synchronized Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now) {
        removeOld(now);
        Attempts attempts = known.computeIfAbsent(key.id(), id -> new Attempts(key));
        Optional<AttemptLock> lock = current(attempts, now);
        if (lock.isPresent()) {
            return new Reservation(false, lock.get());
        }
        @Nullable AttemptLock made = count(attempts, policy, now);
        place(attempts, policy);
        return new Reservation(true, made);
    }

    @Override
    public synchronized void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now) {
        @Nullable Attempts attempts = known.get(key.id());
        if (attempts == null) {
            return;
        }
        @Nullable AttemptLock made = reservation.lock();
        if (made == null) {
            attempts.failures.pollLast();
        } else if (made.equals(attempts.lock)) {
            attempts.lock = null;
            attempts.locks--;
            for (int i = 1; i < policy.failures(); i++) {
                attempts.failures.addLast(made.since());
            }
        }
        place(attempts, policy);
    }

    private static @Nullable AttemptLock count(Attempts attempts, AttemptPolicy policy, Instant now) {
        attempts.failures.addLast(now);
        Instant begin = now.minus(policy.window());
        while (attempts.failures.peekFirst() != null
                && attempts.failures.peekFirst().isBefore(begin)) {
            attempts.failures.removeFirst();
        }
        if (attempts.failures.size() < policy.failures()) {
            return null;
        }
        AttemptLock lock = new AttemptLock(
                attempts.key.id(),
                attempts.key.username(),
                attempts.key.address(),
                attempts.failures.size(),
                now,
                now.plus(policy.lockTime(attempts.locks)));
        attempts.failures.clear();
        attempts.locks++;
        attempts.lock = lock;
        attempts.lastEnd = lock.until();
        return lock;
    }

    /** Moves a key to the place for its attempts, and evicts the first key of the group if the group is full. */
    private void place(Attempts attempts, AttemptPolicy policy) {
        String id = attempts.key.id();
        displace(attempts);
        if (attempts.locks == 0 && attempts.failures.isEmpty()) {
            known.remove(id);
            return;
        }
        Place place = attempts.locks > 0
                ? new Place(Group.LOCKED, attempts.lastEnd, id)
                : new Place(
                        attempts.failures.size() >= policy.failures() - 1 ? Group.NEAR : Group.FAILED,
                        attempts.failures.getLast(),
                        id);
        attempts.place = place;
        NavigableSet<Place> group = group(place.group());
        group.add(place);
        if (group.size() > share) {
            remove(group.first().id());
        }
    }

    private void displace(Attempts attempts) {
        @Nullable Place place = attempts.place;
        if (place != null) {
            group(place.group()).remove(place);
        }
    }

    private NavigableSet<Place> group(Group group) {
        return Objects.requireNonNull(places.get(group));
    }

    private @Nullable Attempts remove(String id) {
        @Nullable Attempts removed = known.remove(id);
        if (removed != null) {
            displace(removed);
        }
        return removed;
    }

    /** Removes expired keys. Each key is removed once, so the amortized cost of an attempt is constant. */
    private void removeOld(Instant now) {
        Instant before = now.minus(memory);
        for (TreeSet<Place> group : places.values()) {
            while (!group.isEmpty() && group.first().at().isBefore(before)) {
                remove(group.first().id());
            }
        }
    }

    /** Returns the number of keys. */
    synchronized int size() {
        return known.size();
    }

    @Override
    public synchronized Optional<AttemptLock> clear(String id, Instant now) {
        @Nullable Attempts removed = remove(id);
        return removed == null ? Optional.empty() : current(removed, now);
    }

    @Override
    public synchronized List<AttemptLock> locks(Instant now, int limit) {
        return known.values().stream()
                .flatMap(attempts -> current(attempts, now).stream())
                .sorted(Comparator.comparing(AttemptLock::since).reversed())
                .limit(limit)
                .toList();
    }
}
