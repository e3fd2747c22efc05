package io.opsmon.backup.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@link ScriptWriter} has written, in constant memory but for the length of a statement. Lines that begin
 * otherwise, between statements, are passed over. Not thread-safe.
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
     * Makes a reader.
     *
     * @param in a script
     */
    public ScriptReader(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next statement; what is left of the rows of the last one is passed over.
     *
     * @return false if there is none
     * @throws IOException if the script is cut off or no script, or cannot be read
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
                    throw new IOException("This is no script of statements: one does not end where it should");
                }
                return true;
            }
        }
        return false;
    }

    /**
     * The statement.
     *
     * @return without a semicolon at its end
     */
    public String sql() {
        return sql;
    }

    /**
     * Whether it is for a table of opsmon's own.
     *
     * @return whether it is
     */
    public boolean isOwn() {
        return own;
    }

    /**
     * Whether rows follow it.
     *
     * @return whether they do
     */
    public boolean hasRows() {
        return rows;
    }

    /**
     * The rows that follow it, once.
     *
     * @return its rows; they end with an {@link EOFException} if the script is cut off within them
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
                throw new IOException("This is no script of statements: a line between them is too long");
            }
            if (end < limit) {
                String line = new String(buffer, position, end - position, StandardCharsets.UTF_8);
                position = end + 1;
                return line;
            }
            end -= position;
            if (!fill()) {
                throw new EOFException("The script is cut off");
            }
        }
    }

    private byte[] bytes(int count) throws IOException {
        int buffered = Math.min(count, limit - position);
        // Grows as it is read: the count may be wrong.
        byte[] rest = in.readNBytes(count - buffered);
        if (rest.length < count - buffered) {
            throw new EOFException("The script is cut off within a statement");
        }
        byte[] bytes = new byte[count];
        System.arraycopy(buffer, position, bytes, 0, buffered);
        System.arraycopy(rest, 0, bytes, buffered, rest.length);
        position += buffered;
        return bytes;
    }

    /** Ends before the line that says that there are no more. */
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
                    throw new EOFException("The script is cut off within rows");
                }
            }
            return -1;
        }

        /** How many of the bytes before an end are known to be of rows. */
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
