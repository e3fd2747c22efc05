package io.opsmon.log.internal.forwarding;

import java.util.List;
import java.util.Map;

/**
 * Reads the entries to forward of one log in the order of their chains, and stores the position of each exporter.
 * Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ForwardingSource<E> {

    /**
     * Returns the chains with entries that an exporter has not sent.
     *
     * @param exporter the name of the exporter
     * @return the sequence number of the last sent entry by chain; 0 if no entry was sent
     */
    Map<String, Long> pending(String exporter);

    /**
     * Stores the position of an exporter.
     *
     * @param exporter the name of the exporter
     * @param chain the name of the chain
     * @param sequence the sequence number of the last sent entry
     */
    void advance(String exporter, String chain, long sequence);

    /**
     * Reads the next entries of a chain.
     *
     * @param chain the name of the chain
     * @param after the sequence number before the first entry
     * @param limit the maximum number of entries
     * @return the entries in order
     */
    List<E> next(String chain, long after, int limit);

    /**
     * Counts the entries that an exporter has not sent.
     *
     * @param exporter the name of the exporter
     * @return the sum over all chains
     */
    long lag(String exporter);
}
