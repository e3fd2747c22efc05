package io.opsmon.backup.command;

import io.opsmon.backup.TableProgress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes the progress of an operation, at most once a second. Used by the threads of one operation. */
final class DumpProgress implements TableProgress {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    private static final double MEGABYTE = 1 << 20;
    private static final long PERCENT = 100;

    private final @Nullable PrintStream out;
    private final String operation;
    private final long expectedBytes;
    private long bytes;
    private long lastNanos;
    private boolean isBegun;

    /** Writes to a stream, or nothing if null. */
    DumpProgress(@Nullable PrintStream out, String operation, long expectedBytes) {
        this.out = out;
        this.operation = operation;
        this.expectedBytes = expectedBytes;
    }

    /** Counts the bytes of a dump. */
    InputStream of(InputStream dump) {
        return new FilterInputStream(dump) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = super.read(into, offset, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    private synchronized void count(int more) {
        bytes += more;
        long percent = expectedBytes == 0 ? PERCENT : Math.min(PERCENT, PERCENT * bytes / expectedBytes);
        say(
                percent == PERCENT && bytes - more < expectedBytes,
                String.format(
                        Locale.ROOT,
                        "%s: %d%% (%.1f of %.1f MB)",
                        operation,
                        percent,
                        bytes / MEGABYTE,
                        expectedBytes / MEGABYTE));
    }

    @Override
    public synchronized void at(int done, int all) {
        say(done == all, operation + ": compared " + done + " of " + all + " tables");
    }

    private void say(boolean isImportant, String text) {
        long now = System.nanoTime();
        if (out != null && (isImportant || !isBegun || now - lastNanos >= INTERVAL)) {
            isBegun = true;
            lastNanos = now;
            out.println(text);
        }
    }
}
