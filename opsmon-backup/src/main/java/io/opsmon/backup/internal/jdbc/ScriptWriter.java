package io.opsmon.backup.internal.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a dump as a script of statements that the database's own client can run, too. Before each statement, a comment
 * states its length, so that {@link ScriptReader} needs no parser:
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
 * <p>Statements for opsmon's own tables are marked {@code , own}. The length is in bytes of UTF-8, without the
 * semicolon. Rows are in the text format of PostgreSQL's {@code COPY}, in which no row is {@code \.}. Not thread-safe.
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
     * Creates a writer.
     *
     * @param out the stream that receives the script; buffered by the caller, left open
     */
    public ScriptWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a statement.
     *
     * @param sql the statement, without a semicolon at its end
     * @param isOwn whether the statement is for one of opsmon's own tables
     * @throws IOException if the script cannot be written
     */
    public void statement(String sql, boolean isOwn) throws IOException {
        write(STATEMENT, sql, isOwn);
    }

    /**
     * Writes a statement that is followed by rows.
     *
     * @param sql the statement, without a semicolon at its end
     * @param isOwn whether the statement is for one of opsmon's own tables
     * @return the stream for the rows, each with a line break; {@link #endRows} must follow
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
