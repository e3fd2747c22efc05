package io.opsmon.backup.internal.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last line of a dump in script format. Without this line, a script that was truncated between two statements would
 * look complete.
 *
 * @param line a comment, with its line break
 * @since 0.1
 */
public record EndMark(String line) {

    /**
     * Writes the mark at the end of a script.
     *
     * @param script the stream that receives the script
     * @throws IOException if writing fails
     */
    public void writeTo(OutputStream script) throws IOException {
        script.write(bytes());
    }

    private byte[] bytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Requires the mark at the end of a script.
     *
     * @param script a script
     * @return the script; at its end, an {@link EOFException} is thrown if the mark is missing
     */
    public InputStream requiredIn(InputStream script) {
        return new MarkedScript(script, bytes());
    }

    /** Keeps the last bytes that were read. */
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
                throw new EOFException("The dump is truncated: its last line is missing");
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
