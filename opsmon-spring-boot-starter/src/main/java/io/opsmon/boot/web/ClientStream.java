package io.opsmon.boot.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of a streamed answer. Tells a client that has gone away, which is nobody's error, from a failure of what is
 * read. Closing it only flushes, so that an answer that fails half way does not end as if it were whole. Used by one
 * thread.
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
     * Opens the body of an answer.
     *
     * @param response the answer
     * @throws IOException if the container gives no stream
     */
    public ClientStream(HttpServletResponse response) throws IOException {
        this.out = response.getOutputStream();
    }

    /**
     * Whether a write has failed since the client does not read any more.
     *
     * @return true if so; nothing more can be sent then
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
