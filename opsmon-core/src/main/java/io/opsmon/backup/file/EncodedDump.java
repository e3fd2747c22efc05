package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.util.Assert;

/**
 * Where a dump is written to. Its counts may be read by another thread while it is, for progress.
 *
 * @since 0.1
 */
public final class EncodedDump extends OutputStream {

    private final OutputStream encoder;
    private final HashingOutputStream stored;
    private volatile long dumpBytes;
    private boolean closed;

    EncodedDump(OutputStream encoder, HashingOutputStream stored) {
        this.encoder = encoder;
        this.stored = stored;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        encoder.write(bytes, offset, length);
        dumpBytes += length;
    }

    @Override
    public void flush() throws IOException {
        encoder.flush();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            encoder.close();
        }
    }

    /**
     * How much was dumped.
     *
     * @return bytes, so far
     */
    public long dumpBytes() {
        return dumpBytes;
    }

    /**
     * How much came out of it.
     *
     * @return bytes, so far
     */
    public long storedBytes() {
        return stored.count();
    }

    /**
     * The hash of what was stored.
     *
     * @return SHA-256
     * @throws IllegalStateException before it is closed
     */
    public Hash sha256() {
        Assert.state(closed, "The dump is being written");
        return stored.hash();
    }
}
