package io.opsmon.backup.internal.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A buffer over a dump, from which bytes, lines and rows are read in turn. Not thread-safe. */
final class ReadBuffer {

    private static final int SIZE = 1 << 16;

    final byte[] bytes = new byte[SIZE];
    int position;
    int limit;

    private final InputStream in;

    ReadBuffer(InputStream in) {
        this.in = in;
    }

    /** Reads more bytes behind the unread bytes. Returns false at the end of the dump. */
    boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = in.read(bytes, limit, bytes.length - limit);
        limit += Math.max(read, 0);
        return read > 0;
    }

    /** Returns the next byte without reading it; -1 at the end of the dump. */
    int peek() throws IOException {
        return position < limit || fill() ? Byte.toUnsignedInt(bytes[position]) : -1;
    }

    /** Returns the byte after the next byte without reading it; -1 at the end of the dump. */
    int peekSecond() throws IOException {
        return position + 1 < limit || (fill() && position + 1 < limit) ? Byte.toUnsignedInt(bytes[position + 1]) : -1;
    }

    /** Reads a byte; -1 at the end of the dump. */
    int read() throws IOException {
        int next = peek();
        if (next >= 0) {
            position++;
        }
        return next;
    }

    byte[] bytes(int count) throws IOException {
        int buffered = Math.min(count, limit - position);
        // The array grows while reading, because the byte count may be wrong.
        byte[] rest = in.readNBytes(count - buffered);
        if (rest.length < count - buffered) {
            throw new EOFException("The script is truncated within a statement");
        }
        byte[] all = new byte[count];
        System.arraycopy(bytes, position, all, 0, buffered);
        System.arraycopy(rest, 0, all, buffered, rest.length);
        position += buffered;
        return all;
    }
}
