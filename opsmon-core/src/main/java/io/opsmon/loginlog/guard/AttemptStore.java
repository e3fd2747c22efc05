package io.opsmon.loginlog.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Stores failed attempts and locks. {@code AttemptStoreContract} in the test-jar of opsmon-core tests an
 * implementation. Thread-safe; each call is atomic, on all nodes that share the store.
 *
 * <p>A store is bounded for any number of names and addresses. It keeps three groups of at most {@link #share} keys
 * each. The groups are keys with a current or remembered lock, keys that the next failure locks, and other keys. If a
 * group is full, a new key evicts the lock that ends first, or the key with the oldest failures, of the same group. An
 * attacker who tries each name once therefore evicts neither a lock nor a key that is close to a lock. No group can
 * prevent a new key from being counted.
 *
 * @since 0.1
 */
public interface AttemptStore {

    /**
     * Returns the maximum number of keys in each of the three groups.
     *
     * @param capacity the maximum number of keys of all groups, at least 1
     * @return a third of the capacity, at least 1
     */
    static int share(int capacity) {
        Assert.isTrue(capacity >= 1, () -> "guard.capacity must be at least 1, is " + capacity);
        return Math.max(1, capacity / 3);
    }

    /**
     * Returns the lock of a key.
     *
     * @param key the key
     * @param now the current time
     * @return the lock; empty if there is none or it has ended
     * @throws RuntimeException if the store is unavailable
     */
    Optional<AttemptLock> lock(AttemptKey key, Instant now);

    /**
     * The result of a reservation.
     *
     * @param admitted whether the attempt may be made; it counts as a failure until it is given back
     * @param lock if admitted, the lock that this attempt makes unless it is given back, or null; otherwise the current
     *     lock
     */
    record Reservation(boolean admitted, @Nullable AttemptLock lock) {}

    /**
     * Counts an attempt before the credential is checked, unless the key is locked. Of concurrent attempts, no more
     * than the policy's number of failures are admitted.
     *
     * @param key the key that counts the attempt
     * @param policy the policy for locks
     * @param now the current time
     * @return the result
     * @throws RuntimeException if the store is unavailable
     */
    Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now);

    /**
     * Cancels a reservation, because the attempt was no guess. Other counted attempts stay.
     *
     * @param key the key of the reservation
     * @param policy the policy of the reservation
     * @param reservation the result of the reservation
     * @param now the current time
     * @throws RuntimeException if the store is unavailable
     */
    void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now);

    /**
     * Counts a failure.
     *
     * @param key the key that counts the failure
     * @param policy the policy for locks
     * @param now the current time
     * @return the lock that this failure made
     * @throws RuntimeException if the store is unavailable
     */
    default Optional<AttemptLock> fail(AttemptKey key, AttemptPolicy policy, Instant now) {
        Reservation counted = reserve(key, policy, now);
        return counted.admitted() ? Optional.ofNullable(counted.lock()) : Optional.empty();
    }

    /**
     * Removes the failures of a key, and its lock.
     *
     * @param id the key's id
     * @param now the current time
     * @return the removed lock, if there was one
     * @throws RuntimeException if the store is unavailable
     */
    Optional<AttemptLock> clear(String id, Instant now);

    /**
     * Returns the current locks, the newest first.
     *
     * @param now the current time
     * @param limit the maximum number of locks
     * @return the locks
     * @throws RuntimeException if the store is unavailable
     */
    List<AttemptLock> locks(Instant now, int limit);
}
