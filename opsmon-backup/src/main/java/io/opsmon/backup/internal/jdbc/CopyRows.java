package io.opsmon.backup.internal.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The rows of a {@code COPY} statement in a script. The stream ends before the line that terminates the rows. */
final class CopyRows extends InputStream {

    private static final int MARK = 3;

    private final ReadBuffer buffer;
    private boolean isAtLineStart = true;
    private boolean isOpen = true;

    CopyRows(ReadBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (isOpen) {
            int count = lines(Math.min(buffer.limit, buffer.position + length));
            if (count > 0) {
                System.arraycopy(buffer.bytes, buffer.position, into, offset, count);
                buffer.position += count;
                return count;
            }
            if (isOpen && !buffer.fill()) {
                throw new EOFException("The script is truncated within rows");
            }
        }
        return -1;
    }

    /** Returns the number of bytes before {@code end} that are part of rows. */
    private int lines(int end) {
        int at = buffer.position;
        while (at < end) {
            if (isAtLineStart && buffer.bytes[at] == '\\') {
                if (buffer.limit - at < MARK) {
                    break;
                }
                if (buffer.bytes[at + 1] == '.' && buffer.bytes[at + 2] == '\n') {
                    if (at == buffer.position) {
                        buffer.position += MARK;
                        isOpen = false;
                        return 0;
                    }
                    break;
                }
            }
            isAtLineStart = buffer.bytes[at] == '\n';
            at++;
        }
        return at - buffer.position;
    }
}
