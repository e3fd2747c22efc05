package io.opsmon.operationlog.interception;

import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.HttpExchangeResolver;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the host's resolvers who, where and in which trace. One that fails is logged once in a while and counts as
 * having found nothing. Thread-safe.
 *
 * @since 0.1
 */
public final class CallFacts {

    private static final Logger log = LoggerFactory.getLogger(CallFacts.class);

    private final OperatorResolver operators;
    private final List<TraceContextResolver> traces;
    private final @Nullable HttpExchangeResolver exchanges;
    private volatile boolean warned;

    /**
     * Makes the facts' source.
     *
     * @param operators finds the operator
     * @param traces find the trace; the first to find one is believed
     * @param exchanges finds the HTTP request; null in hosts without a web layer
     */
    public CallFacts(
            OperatorResolver operators, List<TraceContextResolver> traces, @Nullable HttpExchangeResolver exchanges) {
        this.operators = operators;
        this.traces = List.copyOf(traces);
        this.exchanges = exchanges;
    }

    /**
     * Who is at work.
     *
     * @return the operator; null if unknown
     */
    public @Nullable Operator operator() {
        try {
            return operators.resolve();
        } catch (RuntimeException | Error failure) {
            warnOnce("operator", failure);
            return null;
        }
    }

    /**
     * The trace of the current thread.
     *
     * @return the trace; null if there is none
     */
    public @Nullable TraceContext trace() {
        for (int i = 0; i < traces.size(); i++) {
            try {
                @Nullable TraceContext trace = traces.get(i).resolve();
                if (trace != null) {
                    return trace;
                }
            } catch (RuntimeException | Error failure) {
                warnOnce("trace", failure);
            }
        }
        return null;
    }

    /**
     * The request that the current thread serves.
     *
     * @return the exchange; null outside a request
     */
    public @Nullable HttpExchange exchange() {
        if (exchanges == null) {
            return null;
        }
        try {
            return exchanges.resolve();
        } catch (RuntimeException | Error failure) {
            warnOnce("HTTP request", failure);
            return null;
        }
    }

    private void warnOnce(String what, Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn("The {} of a recorded call cannot be found out; this is said once.", what, failure);
        }
    }
}
