package io.opsmon.operationlog.forwarding;

import io.opsmon.operationlog.OperationLogEntry;
import java.util.List;
import java.util.Map;

/**
 * What is forwarded: entries along their chains, and how far each exporter has come. Thread-safe.
 *
 * @since 0.1
 */
public interface ForwardingSource {

    /**
     * The chains that have entries which an exporter has not sent.
     *
     * @param exporter its name
     * @return by chain the number of the last entry it sent; 0 if none
     */
    Map<String, Long> pending(String exporter);

    /**
     * Notes how far an exporter has come.
     *
     * @param exporter its name
     * @param chain the chain's name
     * @param sequence the number of the last entry it sent
     */
    void advance(String exporter, String chain, long sequence);

    /**
     * The next entries of a chain.
     *
     * @param chain the chain's name
     * @param after the number after which to begin
     * @param limit how many at most
     * @return the entries in order
     */
    List<OperationLogEntry> next(String chain, long after, int limit);

    /**
     * How many entries of a chain an exporter has not sent.
     *
     * @param exporter its name
     * @return the sum over all chains
     */
    long lag(String exporter);
}
