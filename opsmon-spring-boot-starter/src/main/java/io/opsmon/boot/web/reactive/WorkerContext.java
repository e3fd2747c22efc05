package io.opsmon.boot.web.reactive;

import reactor.util.context.ContextView;

/**
 * Binds a part of a reactive request to the thread that works for the request. Beans of this type run for every request
 * to the API and the console. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerContext {

    /**
     * Binds the request's part to the calling thread.
     *
     * @param context the Reactor context of the request
     * @return removes the part from the thread; runs on the same thread
     */
    Runnable bind(ContextView context);
}
