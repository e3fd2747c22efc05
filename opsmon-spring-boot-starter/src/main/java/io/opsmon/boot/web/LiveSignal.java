package io.opsmon.boot.web;

import org.jspecify.annotations.Nullable;

/**
 * Something whose changes the console wants to hear of. Asked once a second while somebody listens, on whichever node;
 * what has changed, the console reads by itself. Thread-safe.
 *
 * @since 0.1
 */
public interface LiveSignal {

    /**
     * What listeners ask for.
     *
     * @return {@code operation-logs}, for example
     */
    String topic();

    /**
     * What a listener needs.
     *
     * @return the permission
     */
    String permission();

    /**
     * How it is now.
     *
     * @return a text that is another one after a change; null if there is nothing. Listeners do not see it
     */
    @Nullable
    String state();
}
