package io.opsmon.chain.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one log, as its chains see them. Works on the caller's connection and within its transaction.
 * Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ChainRows<E> {

    /**
     * Takes entries one after the other.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    interface Sink<E> {

        /**
         * Takes the next entry.
         *
         * @param entry an entry
         */
        void accept(E entry);
    }

    /**
     * Rows outside of any chain.
     *
     * @param count how many
     * @param first the id of one; null if there is none
     */
    record Outside(long count, @Nullable UUID first) {}

    /**
     * Reads a chain in the order of its numbers, streaming.
     *
     * @param connection within a transaction
     * @param chain the chain's name
     * @param after the number after which to begin
     * @param upTo the number of the last entry to read; {@link Long#MAX_VALUE} for all
     * @param sink takes the entries
     * @throws SQLException if the database fails
     */
    void read(Connection connection, String chain, long after, long upTo, Sink<E> sink) throws SQLException;

    /**
     * Reads the entries that wait to be chained, oldest first.
     *
     * @param connection within a transaction
     * @param chain the chain's name
     * @param limit how many at most
     * @return the entries
     * @throws SQLException if the database fails
     */
    List<E> waiting(Connection connection, String chain, int limit) throws SQLException;

    /**
     * Gives entries that waited their places.
     *
     * @param connection within a transaction
     * @param placed the entries with their places
     * @throws SQLException if the database fails
     */
    void place(Connection connection, List<E> placed) throws SQLException;

    /**
     * The next chain that has rows.
     *
     * @param connection a connection
     * @param after the name after which to look; empty for the first
     * @return its name; null if there is none
     * @throws SQLException if the database fails
     */
    @Nullable
    String nextChain(Connection connection, String after) throws SQLException;

    /**
     * The rows outside of any chain.
     *
     * @param connection a connection
     * @return how many there are
     * @throws SQLException if the database fails
     */
    Outside outside(Connection connection) throws SQLException;
}
