package io.opsmon.backup.internal.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.util.Assert;

/**
 * The stream that encodes a dump. Another thread may read the counts for progress.
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
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes.
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
     * Returns the size of the dump so far.
     *
     * @return the number of bytes
     */
    public long dumpBytes() {
        return dumpBytes;
    }

    /**
     * Returns the size of the encoded file so far.
     *
     * @return the number of bytes
     */
    public long storedBytes() {
        return stored.count();
    }

    /**
     * Returns the hash of the encoded file.
     *
     * @return the SHA-256 hash
     * @throws IllegalStateException if the dump is not closed
     */
    public Hash sha256() {
        Assert.state(closed, "The dump is not closed yet");
        return stored.hash();
    }
}
