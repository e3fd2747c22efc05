package io.opsmon.loginlog.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in this process, for hosts of one node. Bounded: when there are more keys than it holds, those that are
 * used least leave first. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryAttemptStore implements AttemptStore {

    private final Cache<String, Attempts> known;

    /** Guarded by the cache's own lock on its key. */
    private static final class Attempts {
        private final AttemptKey key;
        private final ArrayDeque<Instant> failures = new ArrayDeque<>();
        private int locks;
        private @Nullable AttemptLock lock;

        Attempts(AttemptKey key) {
            this.key = key;
        }
    }

    /**
     * Makes an empty store.
     *
     * @param capacity the most keys to remember
     * @param memory how long a key is remembered after its last attempt
     */
    public InMemoryAttemptStore(int capacity, Duration memory) {
        this.known = Caffeine.newBuilder()
                .maximumSize(capacity)
                .expireAfterAccess(memory)
                .build();
    }

    @Override
    public Optional<AttemptLock> lock(AttemptKey key, Instant now) {
        @Nullable Attempts attempts = known.getIfPresent(key.id());
        return attempts == null ? Optional.empty() : current(attempts, now);
    }

    private static Optional<AttemptLock> current(Attempts attempts, Instant now) {
        @Nullable AttemptLock lock = attempts.lock;
        return Optional.ofNullable(lock != null && lock.until().isAfter(now) ? lock : null);
    }

    @Override
    public Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now) {
        AtomicReference<Reservation> answer = new AtomicReference<>(new Reservation(false, null));
        known.asMap().compute(key.id(), (id, existing) -> {
            Attempts attempts = existing == null ? new Attempts(key) : existing;
            Optional<AttemptLock> lock = current(attempts, now);
            answer.set(
                    lock.isPresent()
                            ? new Reservation(false, lock.get())
                            : new Reservation(true, count(id, attempts, policy, now)));
            return attempts;
        });
        return Objects.requireNonNull(answer.get());
    }

    @Override
    public void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now) {
        known.asMap().computeIfPresent(key.id(), (id, attempts) -> {
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
            return attempts;
        });
    }

    private static @Nullable AttemptLock count(String id, Attempts attempts, AttemptPolicy policy, Instant now) {
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
                id,
                attempts.key.username(),
                attempts.key.address(),
                attempts.failures.size(),
                now,
                now.plus(policy.lockTime(attempts.locks)));
        attempts.failures.clear();
        attempts.locks++;
        attempts.lock = lock;
        return lock;
    }

    @Override
    public Optional<AttemptLock> clear(String id, Instant now) {
        @Nullable Attempts removed = known.asMap().remove(id);
        return removed == null ? Optional.empty() : current(removed, now);
    }

    @Override
    public List<AttemptLock> locks(Instant now, int limit) {
        return known.asMap().values().stream()
                .flatMap(attempts -> current(attempts, now).stream())
                .sorted(Comparator.comparing(AttemptLock::since).reversed())
                .limit(limit)
                .toList();
    }
}
