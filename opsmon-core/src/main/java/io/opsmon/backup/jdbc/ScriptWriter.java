package io.opsmon.backup.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a dump as a script of statements that the database's own client can run, too. Before each statement a comment
 * says how long it is, so that {@link ScriptReader} needs to know nothing of the language:
 *
 * <pre>{@code
 * -- opsmon: statement, 35 bytes
 * CREATE TABLE orders (id bigint, note text);
 * -- opsmon: rows, 31 bytes
 * COPY orders (id, note) FROM stdin;
 * 1	a note
 * \.
 * }</pre>
 *
 * <p>What belongs to opsmon's own tables is marked {@code , own}. The bytes are those of UTF-8, without the semicolon.
 * Rows are in the text format of PostgreSQL's {@code COPY}, where no row is {@code \.}. Not thread-safe.
 *
 * @since 0.1
 */
public final class ScriptWriter {

    static final String PREFIX = "-- opsmon: ";
    static final String STATEMENT = "statement";
    static final String ROWS = "rows";
    static final String OWN = ", own";
    static final byte[] NO_MORE_ROWS = "\\.\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = ";\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    /**
     * Makes a writer.
     *
     * @param out where the script goes; buffered by the caller, left open
     */
    public ScriptWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a statement.
     *
     * @param sql the statement, without a semicolon at its end
     * @param isOwn whether it is for a table of opsmon's own
     * @throws IOException if the script cannot be written
     */
    public void statement(String sql, boolean isOwn) throws IOException {
        write(STATEMENT, sql, isOwn);
    }

    /**
     * Writes a statement that rows follow.
     *
     * @param sql the statement, without a semicolon at its end
     * @param isOwn whether it is for a table of opsmon's own
     * @return where the rows go, each with a line break; then {@link #endRows} is called
     * @throws IOException if the script cannot be written
     */
    public OutputStream rows(String sql, boolean isOwn) throws IOException {
        write(ROWS, sql, isOwn);
        return out;
    }

    /**
     * Ends rows.
     *
     * @throws IOException if the script cannot be written
     */
    public void endRows() throws IOException {
        out.write(NO_MORE_ROWS);
    }

    private void write(String kind, String sql, boolean isOwn) throws IOException {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        out.write((PREFIX + kind + ", " + bytes.length + " bytes" + (isOwn ? OWN : "") + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write(END);
    }
}
