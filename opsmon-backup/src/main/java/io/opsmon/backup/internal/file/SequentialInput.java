package io.opsmon.backup.internal.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that is read from beginning to end. Subclasses see each byte in {@link #read(byte[], int, int)}.
 *
 * @since 0.1
 */
public abstract class SequentialInput extends FilterInputStream {

    /**
     * Wraps another stream.
     *
     * @param in the stream; closed with this one
     */
    protected SequentialInput(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads from {@link #in}. */
    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;

    @Override
    public final long skip(long count) {
        throw new UnsupportedOperationException("A backup must be read sequentially, without skipping");
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
