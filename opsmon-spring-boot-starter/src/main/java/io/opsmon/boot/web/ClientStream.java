package io.opsmon.boot.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the body of a streamed response. Distinguishes a disconnected client, which is not an error, from a failure of
 * the source. Closing the stream only flushes it, so that a failed response does not end like a complete one. Used by
 * one thread.
 *
 * @since 0.1
 */
public final class ClientStream extends OutputStream {

    private final OutputStream out;
    private boolean isGone;

    private interface Write {
        void run() throws IOException;
    }

    /**
     * Opens the body of a response.
     *
     * @param response the response
     * @throws IOException if the container provides no stream
     */
    public ClientStream(HttpServletResponse response) throws IOException {
        this.out = response.getOutputStream();
    }

    /**
     * Returns whether a write has failed because the client has disconnected.
     *
     * @return true if nothing more can be sent
     */
    public boolean isGone() {
        return isGone;
    }

    private void send(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException gone) {
            isGone = true;
            throw gone;
        }
    }

    @Override
    public void write(int value) throws IOException {
        send(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        send(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        send(out::flush);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
