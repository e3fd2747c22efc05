package io.opsmon.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A dump that is being read, whose progress is a run's. */
final class Measured extends FilterInputStream {

    private volatile long bytes;

    private Measured(InputStream dump) {
        super(dump);
    }

    static InputStream by(LocalRun run, InputStream dump) {
        Measured measured = new Measured(dump);
        run.measure(() -> measured.bytes);
        return measured;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread reads.
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read > 0) {
            bytes += read;
        }
        return read;
    }
}
