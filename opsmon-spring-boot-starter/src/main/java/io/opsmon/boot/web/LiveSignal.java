package io.opsmon.boot.web;

import org.jspecify.annotations.Nullable;

/**
 * Supplies the state of a topic whose changes the console shows. Called once a second while there are listeners, on
 * each of their nodes; the console reads the changed data itself. Thread-safe.
 *
 * @since 0.1
 */
public interface LiveSignal {

    /**
     * Returns the name of the topic.
     *
     * @return the name, for example {@code operation-logs}
     */
    String topic();

    /**
     * Returns the permission that a listener needs.
     *
     * @return the permission
     */
    String permission();

    /**
     * Returns the current state.
     *
     * @return a text that differs after a change; null if there is no data. Listeners do not see the text
     */
    @Nullable
    String state();
}
