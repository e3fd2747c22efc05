package io.opsmon.log;

import org.jspecify.annotations.Nullable;

/**
 * Resolves the trace of the current thread.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TraceContextResolver {

    /**
     * Resolves the trace. This method is called on the thread of the recorded method before the recorded method runs.
     *
     * @return the trace, or null if there is none
     */
    @Nullable
    TraceContext resolve();
}
