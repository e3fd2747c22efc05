package io.opsmon.boot.web;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The body of a response.
 *
 * @since 0.1
 */
public sealed interface ApiContent {

    /** Writes a body while the body is sent, so that a body of any size needs little memory. */
    @FunctionalInterface
    interface Writer extends AutoCloseable {

        /**
         * Writes the body, on a thread with the caller's credential. The web server ends the response. After an
         * exception, the connection is aborted, so that no client takes the response for complete.
         *
         * @param out the body; blocks while the client does not read, and fails once the client has disconnected
         * @throws IOException if the source failed or the client has disconnected
         */
        void write(OutputStream out) throws IOException;

        /** Releases the source of the body. Called once at the end, even if the body was not written. */
        @Override
        default void close() {}
    }

    /** No body. */
    record None() implements ApiContent {}

    /** A body in memory. */
    final class Bytes implements ApiContent {

        private final byte[] bytes;

        /**
         * Creates a body.
         *
         * @param bytes the body, not to be changed
         */
        public Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        /**
         * Returns the body.
         *
         * @return the bytes, not to be changed
         */
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * A body that is written while it is sent.
     *
     * @param writer writes the body once
     */
    record Stream(Writer writer) implements ApiContent {}

    /**
     * Server-sent events.
     *
     * @param longest the time after which the stream ends; clients reconnect
     * @param listener receives the stream when the stream is open
     */
    record Events(Duration longest, Consumer<EventSink> listener) implements ApiContent {}
}
