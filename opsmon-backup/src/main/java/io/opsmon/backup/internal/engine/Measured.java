package io.opsmon.backup.internal.engine;

import io.opsmon.backup.internal.file.SequentialInput;
import java.io.IOException;
import java.io.InputStream;

/** A stream over a dump that reports its progress to a job. */
final class Measured extends SequentialInput {

    private volatile long bytes;

    private Measured(InputStream dump) {
        super(dump);
    }

    static InputStream by(BackupJob job, InputStream dump) {
        Measured measured = new Measured(dump);
        job.measure(() -> measured.bytes);
        return measured;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread reads.
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read > 0) {
            bytes += read;
        }
        return read;
    }
}
