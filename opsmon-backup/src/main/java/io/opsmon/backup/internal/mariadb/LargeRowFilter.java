package io.opsmon.backup.internal.mariadb;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits large values in a script of {@code mariadb-dump --hex-blob}, as {@link LargeValues} does, because the program
 * writes each row into one statement. All other statements are copied. In such a script, a line break is never part of
 * a literal. Not thread-safe.
 */
final class LargeRowFilter extends FilterOutputStream {

    /** The length of an {@code INSERT} from which on its literals are examined. Programs write about a megabyte. */
    private static final int LARGE = 1 << 21;

    private static final byte[] INSERT = "INSERT INTO `".getBytes(StandardCharsets.US_ASCII);

    private final LargeRow row;
    private final ByteArrayOutputStream insert = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(INSERT.length);
    private Mode mode = Mode.BEGIN;
    private byte last = '\n';

    /** The kinds of statements. */
    private enum Mode {
        /** The beginning of a line, which may begin an {@code INSERT}. */
        BEGIN,
        OTHER,
        INSERT,
        LARGE_INSERT
    }

    /**
     * Creates a filter.
     *
     * @param script receives the script
     * @param maxValue the largest value that the server can put together, in bytes
     */
    LargeRowFilter(OutputStream script, long maxValue) {
        super(script);
        this.row = new LargeRow(script, maxValue);
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        while (at < offset + count) {
            int stop = at;
            while (stop < offset + count && bytes[stop] != '\n') {
                stop++;
            }
            boolean ends = stop < offset + count;
            stop = ends ? stop + 1 : stop;
            part(bytes, at, stop - at, ends);
            at = stop;
        }
    }

    /** Handles a line, or a part of a line. */
    private void part(byte[] bytes, int offset, int count, boolean ends) throws IOException {
        if (mode == Mode.BEGIN) {
            line.write(bytes, offset, count);
            if (line.size() < INSERT.length && !ends) {
                return;
            }
            byte[] begun = line.toByteArray();
            line.reset();
            mode = Arrays.equals(begun, 0, Math.min(begun.length, INSERT.length), INSERT, 0, INSERT.length)
                    ? Mode.INSERT
                    : Mode.OTHER;
            copy(begun, 0, begun.length, ends);
        } else {
            copy(bytes, offset, count, ends);
        }
    }

    private void copy(byte[] bytes, int offset, int count, boolean ends) throws IOException {
        byte beforeEnd = count > 1 ? bytes[offset + count - 2] : last;
        switch (mode) {
            case INSERT -> {
                insert.write(bytes, offset, count);
                if (insert.size() > LARGE) {
                    mode = Mode.LARGE_INSERT;
                    row.write(insert.toByteArray(), 0, insert.size());
                    insert.reset();
                }
            }
            case LARGE_INSERT -> row.write(bytes, offset, count);
            default -> out.write(bytes, offset, count);
        }
        last = bytes[offset + count - 1];
        if (ends && (mode == Mode.OTHER || beforeEnd == ';')) {
            end();
        }
    }

    private void end() throws IOException {
        insert.writeTo(out);
        insert.reset();
        if (mode == Mode.LARGE_INSERT) {
            row.end();
        }
        mode = Mode.BEGIN;
    }

    @Override
    public void close() throws IOException {
        line.writeTo(out);
        end();
        super.close();
    }
}
