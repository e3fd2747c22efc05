package io.opsmon.loginlog.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the sign-in.
 *
 * @param id the lock's id, for unlocking
 * @param username the user; null if the address is locked for all users
 * @param address the address or network; empty if it is not known
 * @param failures the number of failures that made the lock
 * @param since the start of the lock
 * @param until the end of the lock
 * @since 0.1
 */
public record AttemptLock(
        String id, @Nullable String username, String address, int failures, Instant since, Instant until) {}
