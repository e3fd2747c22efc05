package io.opsmon.loginlog.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Remembers failed attempts and locks. {@code AttemptStoreContract} in the test-jar of opsmon-core tells whether an implementation is right. Thread-safe; each call is atomic, on all nodes that share the store.
 *
 * @since 0.1
 */
public interface AttemptStore {

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
     * Counts a failure.
     *
     * @param key whose attempt
     * @param policy when to lock
     * @param now the time
     * @return the lock that this very failure made
     * @throws RuntimeException if the store does not answer
     */
    Optional<AttemptLock> fail(AttemptKey key, AttemptPolicy policy, Instant now);

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
