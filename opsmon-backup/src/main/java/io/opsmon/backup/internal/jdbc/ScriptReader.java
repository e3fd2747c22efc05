package io.opsmon.backup.internal.jdbc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads scripts of {@link ScriptWriter}. Memory is constant, except for the length of a statement. Other lines between
 * statements are skipped. Not thread-safe.
 *
 * @since 0.1
 */
public final class ScriptReader implements DumpStatements {

    private static final Pattern HEADER = Pattern.compile(Pattern.quote(ScriptWriter.PREFIX) + "("
            + ScriptWriter.STATEMENT + "|" + ScriptWriter.ROWS + "), (\\d{1,9}) bytes(" + ScriptWriter.OWN + ")?");
    private static final int MAX_LINE = 1_000;

    private final ReadBuffer buffer;
    private String sql = "";
    private boolean own;
    private @Nullable CopyRows rows;

    /**
     * Creates a reader.
     *
     * @param in the script
     */
    public ScriptReader(InputStream in) {
        buffer = new ReadBuffer(in);
    }

    @Override
    public boolean next() throws IOException {
        if (rows != null) {
            rows.transferTo(OutputStream.nullOutputStream());
        }
        while (buffer.position < buffer.limit || buffer.fill()) {
            Matcher header = HEADER.matcher(line());
            if (header.matches()) {
                sql = new String(buffer.bytes(Integer.parseInt(header.group(2))), StandardCharsets.UTF_8);
                own = header.group(3) != null;
                rows = header.group(1).equals(ScriptWriter.ROWS) ? new CopyRows(buffer) : null;
                if (!line().equals(";")) {
                    throw new IOException("The script is malformed: a statement does not have the stated length");
                }
                return true;
            }
        }
        return false;
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public boolean isOwn() {
        return own;
    }

    @Override
    public boolean hasRows() {
        return rows != null;
    }

    @Override
    public InputStream rows() {
        return rows == null ? InputStream.nullInputStream() : rows;
    }

    private String line() throws IOException {
        int end = buffer.position;
        while (true) {
            while (end < buffer.limit && buffer.bytes[end] != '\n') {
                end++;
            }
            if (end - buffer.position > MAX_LINE) {
                throw new IOException("The script is malformed: a line between statements is too long");
            }
            if (end < buffer.limit) {
                String line = new String(buffer.bytes, buffer.position, end - buffer.position, StandardCharsets.UTF_8);
                buffer.position = end + 1;
                return line;
            }
            end -= buffer.position;
            if (!buffer.fill()) {
                throw new EOFException("The script is truncated");
            }
        }
    }
}
