package io.opsmon.log;

import org.jspecify.annotations.Nullable;

/**
 * Finds the trace of the current thread.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TraceContextResolver {

    /**
     * Called on the thread of the recorded method before it runs.
     *
     * @return the trace, or null if there is none
     */
    @Nullable
    TraceContext resolve();
}
