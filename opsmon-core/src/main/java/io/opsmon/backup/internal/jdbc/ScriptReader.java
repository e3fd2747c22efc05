package io.opsmon.backup.internal.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads scripts of {@link ScriptWriter}. Memory is constant, except for the length of a statement. Other lines between
 * statements are skipped. Not thread-safe.
 *
 * @since 0.1
 */
public final class ScriptReader {

    private static final Pattern HEADER = Pattern.compile(Pattern.quote(ScriptWriter.PREFIX) + "("
            + ScriptWriter.STATEMENT + "|" + ScriptWriter.ROWS + "), (\\d{1,9}) bytes(" + ScriptWriter.OWN + ")?");
    private static final int BUFFER = 1 << 16;
    private static final int MAX_LINE = 1_000;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private String sql = "";
    private boolean own;
    private boolean rows;
    private boolean rowsAreLeft;

    /**
     * Creates a reader.
     *
     * @param in the script
     */
    public ScriptReader(InputStream in) {
        this.in = in;
    }

    /**
     * Advances to the next statement, and skips remaining rows of the current statement.
     *
     * @return false if there are no more statements
     * @throws IOException if the script is truncated or malformed, or cannot be read
     */
    public boolean next() throws IOException {
        if (rowsAreLeft) {
            rows().transferTo(java.io.OutputStream.nullOutputStream());
        }
        while (position < limit || fill()) {
            Matcher header = HEADER.matcher(line());
            if (header.matches()) {
                sql = new String(bytes(Integer.parseInt(header.group(2))), StandardCharsets.UTF_8);
                own = header.group(3) != null;
                rows = header.group(1).equals(ScriptWriter.ROWS);
                rowsAreLeft = rows;
                if (!line().equals(";")) {
                    throw new IOException("The script is malformed: a statement does not have the stated length");
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the statement.
     *
     * @return the statement, without a semicolon at its end
     */
    public String sql() {
        return sql;
    }

    /**
     * Checks whether the statement is for one of opsmon's own tables.
     *
     * @return true for opsmon's own tables
     */
    public boolean isOwn() {
        return own;
    }

    /**
     * Checks whether rows follow the statement.
     *
     * @return true if rows follow
     */
    public boolean hasRows() {
        return rows;
    }

    /**
     * Opens the rows of the statement, which can be read once.
     *
     * @return the rows; if the script is truncated within the rows, reading ends with an {@link EOFException}
     */
    public InputStream rows() {
        return new Rows();
    }

    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        limit += Math.max(read, 0);
        return read > 0;
    }

    private String line() throws IOException {
        int end = position;
        while (true) {
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            if (end - position > MAX_LINE) {
                throw new IOException("The script is malformed: a line between statements is too long");
            }
            if (end < limit) {
                String line = new String(buffer, position, end - position, StandardCharsets.UTF_8);
                position = end + 1;
                return line;
            }
            end -= position;
            if (!fill()) {
                throw new EOFException("The script is truncated");
            }
        }
    }

    private byte[] bytes(int count) throws IOException {
        int buffered = Math.min(count, limit - position);
        // The array grows while reading, because the byte count may be wrong.
        byte[] rest = in.readNBytes(count - buffered);
        if (rest.length < count - buffered) {
            throw new EOFException("The script is truncated within a statement");
        }
        byte[] bytes = new byte[count];
        System.arraycopy(buffer, position, bytes, 0, buffered);
        System.arraycopy(rest, 0, bytes, buffered, rest.length);
        position += buffered;
        return bytes;
    }

    /** Ends before the line that terminates the rows. */
    private final class Rows extends InputStream {

        private static final int MARK = 3;

        private boolean isAtLineStart = true;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (rowsAreLeft) {
                int count = lines(Math.min(limit, position + length));
                if (count > 0) {
                    System.arraycopy(buffer, position, bytes, offset, count);
                    position += count;
                    return count;
                }
                if (rowsAreLeft && !fill()) {
                    throw new EOFException("The script is truncated within rows");
                }
            }
            return -1;
        }

        /** Returns the number of bytes before {@code end} that are part of rows. */
        private int lines(int end) {
            int at = position;
            while (at < end) {
                if (isAtLineStart && buffer[at] == '\\') {
                    if (limit - at < MARK) {
                        break;
                    }
                    if (buffer[at + 1] == '.' && buffer[at + 2] == '\n') {
                        if (at == position) {
                            position += MARK;
                            rowsAreLeft = false;
                            return 0;
                        }
                        break;
                    }
                }
                isAtLineStart = buffer[at] == '\n';
                at++;
            }
            return at - position;
        }
    }
}
