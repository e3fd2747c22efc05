package io.opsmon.chain.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one log by chain. Every method uses the caller's connection and transaction. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ChainRows<E> {

    /**
     * Receives entries one after the other.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    interface Sink<E> {

        /**
         * Receives the next entry.
         *
         * @param entry an entry
         */
        void accept(E entry);
    }

    /**
     * Rows outside of any chain.
     *
     * @param count the number of rows
     * @param first the id of one of the rows; null if there is none
     */
    record Outside(long count, @Nullable UUID first) {}

    /**
     * Reads a chain in the order of its numbers, as a stream.
     *
     * @param connection a connection within a transaction
     * @param chain the name of the chain
     * @param after the number after which reading starts
     * @param upTo the number of the last entry to read; {@link Long#MAX_VALUE} for all
     * @param sink receives the entries
     * @throws SQLException if the database fails
     */
    void read(Connection connection, String chain, long after, long upTo, Sink<E> sink) throws SQLException;

    /**
     * Returns whether the application signs entries that wait to be chained. Other programs have no key.
     *
     * @return false if other programs store the entries
     */
    boolean isSigned();

    /**
     * Reads the entries that wait to be chained, oldest first.
     *
     * @param connection a connection within a transaction
     * @param chain the name of the chain
     * @param limit the maximum number of entries
     * @return the entries
     * @throws SQLException if the database fails
     */
    List<E> waiting(Connection connection, String chain, int limit) throws SQLException;

    /**
     * Stores the positions of entries that waited to be chained.
     *
     * @param connection a connection within a transaction
     * @param placed the entries with their positions
     * @throws SQLException if the database fails
     */
    void place(Connection connection, List<E> placed) throws SQLException;

    /**
     * Returns the next chain that has rows.
     *
     * @param connection a connection
     * @param after the name after which the search starts; empty for the first chain
     * @return the name; null if there is none
     * @throws SQLException if the database fails
     */
    @Nullable
    String nextChain(Connection connection, String after) throws SQLException;

    /**
     * Counts the rows outside of any chain.
     *
     * @param connection a connection
     * @return the count and one id
     * @throws SQLException if the database fails
     */
    Outside outside(Connection connection) throws SQLException;
}
