package io.opsmon.loginlog.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Remembers failed attempts and locks. {@code AttemptStoreContract} in the test-jar of opsmon-core tells whether an
 * implementation is right. Thread-safe; each call is atomic, on all nodes that share the store.
 *
 * <p>A store is bounded, whatever names and addresses an attacker tries: it keeps {@link #share} keys with a lock in
 * force or in memory, as many keys that the next failure locks, and as many other keys. Beyond that, a new key of a
 * group evicts a key of the same group: the lock that ends first, or the key with the oldest failures. So an attacker
 * who tries names once each evicts neither a lock nor a key that is near to one, and no group can keep a new key from
 * being counted.
 *
 * @since 0.1
 */
public interface AttemptStore {

    /**
     * The number of keys of each of the three groups.
     *
     * @param capacity the most keys of all groups, at least 1
     * @return a third of it, at least 1
     */
    static int share(int capacity) {
        Assert.isTrue(capacity >= 1, () -> "guard.capacity must be at least 1, is " + capacity);
        return Math.max(1, capacity / 3);
    }

    /**
     * The lock on a key.
     *
     * @param key whose attempts
     * @param now the time
     * @return the lock, unless there is none or it has ended
     * @throws RuntimeException if the store does not answer
     */
    Optional<AttemptLock> lock(AttemptKey key, Instant now);

    /**
     * The answer to a reservation.
     *
     * @param admitted whether the attempt may be made; it counts as a failure until it is given back
     * @param lock if admitted, the lock that this attempt makes unless it is given back, or null; else the lock that is
     *     in force
     */
    record Reservation(boolean admitted, @Nullable AttemptLock lock) {}

    /**
     * Counts an attempt before it is made, unless the key is locked: of any number of attempts at once, no more than
     * the policy's are admitted.
     *
     * @param key the attempts that are counted together
     * @param policy when to lock
     * @param now the time
     * @return the answer
     * @throws RuntimeException if the store does not answer
     */
    Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now);

    /**
     * Takes a reservation back: the attempt was no guess. Other attempts that were counted stay.
     *
     * @param key see {@link #reserve}
     * @param policy see {@link #reserve}
     * @param reservation the answer to the reservation
     * @param now the time
     * @throws RuntimeException if the store does not answer
     */
    void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now);

    /**
     * Counts a failure.
     *
     * @param key whose attempt
     * @param policy when to lock
     * @param now the time
     * @return the lock that this very failure made
     * @throws RuntimeException if the store does not answer
     */
    default Optional<AttemptLock> fail(AttemptKey key, AttemptPolicy policy, Instant now) {
        Reservation counted = reserve(key, policy, now);
        return counted.admitted() ? Optional.ofNullable(counted.lock()) : Optional.empty();
    }

    /**
     * Forgets the failures of a key, and its lock.
     *
     * @param id the key's id
     * @param now the time
     * @return the lock that was lifted, if there was one
     * @throws RuntimeException if the store does not answer
     */
    Optional<AttemptLock> clear(String id, Instant now);

    /**
     * The locks there are, the newest first.
     *
     * @param now the time
     * @param limit how many at most
     * @return the locks
     * @throws RuntimeException if the store does not answer
     */
    List<AttemptLock> locks(Instant now, int limit);
}
