package io.opsmon.backup.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first line of a dump, by which its kind is told.
 *
 * @param line a comment, with its line break
 * @since 0.1
 */
public record BeginMark(String line) {

    /**
     * Begins a dump.
     *
     * @param dump where it is written to
     * @throws IOException if that fails
     */
    public void writeTo(OutputStream dump) throws IOException {
        dump.write(bytes());
    }

    private byte[] bytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes it possible to look at the beginning.
     *
     * @param dump a dump
     * @return the same, for {@link #isAtBeginningOf}
     */
    public PushbackInputStream lookingAt(InputStream dump) {
        return new PushbackInputStream(dump, bytes().length);
    }

    /**
     * Whether a dump begins with this line.
     *
     * @param dump a dump at its beginning, where it is afterwards, too
     * @return whether it does
     * @throws IOException if it cannot be read
     */
    public boolean isAtBeginningOf(PushbackInputStream dump) throws IOException {
        byte[] beginning = dump.readNBytes(bytes().length);
        dump.unread(beginning);
        return Arrays.equals(beginning, bytes());
    }
}
