package io.opsmon.backup.internal.jdbc;

import java.io.IOException;
import java.io.InputStream;

/**
 * The statements of a dump, in their order. Not thread-safe.
 *
 * @since 0.1
 */
public interface DumpStatements {

    /**
     * Advances to the next statement, and skips remaining rows of the current statement.
     *
     * @return false if there are no more statements
     * @throws IOException if the dump is truncated or malformed, or cannot be read
     */
    boolean next() throws IOException;

    /**
     * Returns the statement.
     *
     * @return the statement, without a semicolon at its end
     */
    String sql();

    /**
     * Checks whether the statement is for one of opsmon's own tables.
     *
     * @return true for opsmon's own tables, if the dump marks them
     */
    boolean isOwn();

    /**
     * Checks whether rows follow the statement.
     *
     * @return true if rows follow
     */
    boolean hasRows();

    /**
     * Opens the rows of the statement, which can be read once.
     *
     * @return the rows in the text format of {@code COPY}; if the dump is truncated within the rows, reading ends with
     *     an {@link java.io.EOFException}
     */
    InputStream rows();
}
