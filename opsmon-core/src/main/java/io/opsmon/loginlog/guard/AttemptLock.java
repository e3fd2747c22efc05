package io.opsmon.loginlog.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sign-in is locked.
 *
 * @param id names the lock, to lift it
 * @param username the user; null if nobody may sign in from the address
 * @param address the address or network; empty if it is not known
 * @param failures how many failures made the lock
 * @param since since when
 * @param until until when
 * @since 0.1
 */
public record AttemptLock(
        String id, @Nullable String username, String address, int failures, Instant since, Instant until) {}
