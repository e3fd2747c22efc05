package io.opsmon.loginlog;

import org.jspecify.annotations.Nullable;

/**
 * Determines the reason of a failed sign-in from an exception of the host. Called for the exception of the sign-in and
 * then for each of its causes, until a resolver returns a reason. Thread-safe; must not throw.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LoginFailureReasonResolver {

    /**
     * Returns the reason of a failure.
     *
     * @param failure the exception of the sign-in, or one of its causes
     * @return the reason; null if the exception is unknown to this resolver
     */
    @Nullable
    FailureReason resolve(Throwable failure);
}
