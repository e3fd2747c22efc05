package io.opsmon.backup.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first line of a dump, which identifies the format of the dump.
 *
 * @param line a comment, with its line break
 * @since 0.1
 */
public record BeginMark(String line) {

    /**
     * Writes the mark at the beginning of a dump.
     *
     * @param dump the stream that receives the dump
     * @throws IOException if writing fails
     */
    public void writeTo(OutputStream dump) throws IOException {
        dump.write(bytes());
    }

    private byte[] bytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Wraps a dump for {@link #isAtBeginningOf}.
     *
     * @param dump a dump
     * @return the dump with a sufficient pushback buffer
     */
    public PushbackInputStream lookingAt(InputStream dump) {
        return new PushbackInputStream(dump, bytes().length);
    }

    /**
     * Checks whether a dump begins with this line. The position of the dump does not change.
     *
     * @param dump the dump, at its beginning
     * @return true if the dump begins with this line
     * @throws IOException if the dump cannot be read
     */
    public boolean isAtBeginningOf(PushbackInputStream dump) throws IOException {
        byte[] beginning = dump.readNBytes(bytes().length);
        dump.unread(beginning);
        return Arrays.equals(beginning, bytes());
    }
}
