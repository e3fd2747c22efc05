package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Finds who is at work on the current thread. With Spring Security there is one already; a host without it, or with ids
 * and tenants of its own, provides a bean.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface OperatorResolver {

    /**
     * Called on the thread of the recorded method, before it and, if it found nobody, after it. Should be quick: it is
     * part of every recorded call.
     *
     * @return the operator, or null if nobody is known to be at work
     */
    @Nullable
    Operator resolve();
}
