package io.opsmon.boot.web;

import java.io.IOException;
import java.time.Duration;

/**
 * An open stream of server-sent events. Used by one thread at a time.
 *
 * @since 0.1
 */
public interface EventSink {

    /**
     * Sends the beginning of the stream.
     *
     * @param beforeReconnect the time that a client waits after the end before it reconnects
     * @throws IOException if the client has disconnected
     */
    void begin(Duration beforeReconnect) throws IOException;

    /**
     * Sends an event.
     *
     * @param name the name of the event
     * @param data its data, a single line
     * @throws IOException if the client has disconnected
     */
    void event(String name, String data) throws IOException;

    /**
     * Sends a comment, which keeps the connection open at proxies.
     *
     * @param text a single line
     * @throws IOException if the client has disconnected
     */
    void comment(String text) throws IOException;

    /** Ends the stream. */
    void complete();

    /**
     * Registers an action for the end of the stream, whatever the reason.
     *
     * @param action runs once or more
     */
    void onEnd(Runnable action);
}
