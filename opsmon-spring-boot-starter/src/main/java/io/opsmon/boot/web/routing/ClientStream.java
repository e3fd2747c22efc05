package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiContent;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the body of a streamed response. Distinguishes a disconnected client, which is not an error, from a failure of
 * the source. Closing the stream only flushes it, so that a failed response does not end like a complete one. Used by
 * one thread.
 *
 * @since 0.1
 */
public final class ClientStream extends OutputStream {

    private static final Logger log = LoggerFactory.getLogger(ClientStream.class);

    private final OutputStream out;
    private boolean isGone;

    private interface Write {
        void run() throws IOException;
    }

    /**
     * Opens the body of a response.
     *
     * @param out the body of the response
     */
    public ClientStream(OutputStream out) {
        this.out = out;
    }

    /**
     * Returns whether a write has failed because the client has disconnected.
     *
     * @return true if nothing more can be sent
     */
    public boolean isGone() {
        return isGone;
    }

    /**
     * Writes a body, and logs its failure.
     *
     * @param writer writes the body
     * @param path the path of the request, for the log
     * @throws IOException if the client has disconnected or the source failed
     */
    public void writeAll(ApiContent.Writer writer, String path) throws IOException {
        try {
            writer.write(this);
            flush();
        } catch (IOException | RuntimeException failure) {
            if (isGone) {
                log.debug("The client disconnected during the response of \"{}\"", path, failure);
            } else {
                log.warn("The response of \"{}\" failed halfway; the connection is aborted", path, failure);
            }
            throw failure;
        }
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
