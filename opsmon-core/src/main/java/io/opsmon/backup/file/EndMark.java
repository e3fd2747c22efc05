package io.opsmon.backup.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last line of a dump that is a script of statements: without it, a script that was cut off between two statements
 * looks like a whole one.
 *
 * @param line a comment, with its line break
 * @since 0.1
 */
public record EndMark(String line) {

    /**
     * Ends a script.
     *
     * @param script where it is written to
     * @throws IOException if that fails
     */
    public void writeTo(OutputStream script) throws IOException {
        script.write(bytes());
    }

    private byte[] bytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Asks for the mark where the script ends.
     *
     * @param script a script
     * @return the same, which ends with an {@link EOFException} if the mark is missing
     */
    public InputStream requiredIn(InputStream script) {
        return new MarkedScript(script, bytes());
    }

    /** Remembers the last bytes that it gave. */
    private static final class MarkedScript extends SequentialInput {

        private final byte[] mark;
        private byte[] last = {};

        MarkedScript(InputStream script, byte[] mark) {
            super(script);
            this.mark = mark;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read < 0 && !Arrays.equals(last, mark)) {
                throw new EOFException("The dump was cut off: its last line is missing");
            }
            if (read > 0) {
                remember(bytes, offset, read);
            }
            return read;
        }

        private void remember(byte[] bytes, int offset, int count) {
            int kept = Math.min(last.length, Math.max(0, mark.length - count));
            int added = Math.min(count, mark.length);
            byte[] next = Arrays.copyOfRange(last, last.length - kept, last.length + added);
            System.arraycopy(bytes, offset + count - added, next, kept, added);
            last = next;
        }
    }
}
