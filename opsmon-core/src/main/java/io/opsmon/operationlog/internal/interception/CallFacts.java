package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.context.OperationLogContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves operator, HTTP request and trace of a call with the host's resolvers. If a resolver fails, the first failure
 * is logged, and the value counts as unknown. Thread-safe.
 *
 * @since 0.1
 */
public final class CallFacts {

    private static final Logger log = LoggerFactory.getLogger(CallFacts.class);

    private final OperatorResolver operators;
    private final List<TraceContextResolver> traces;
    private final CurrentHttpExchange exchanges;
    private volatile boolean warned;

    /**
     * Creates the facts.
     *
     * @param operators resolves the operator
     * @param traces resolve the trace; the first trace found is used
     * @param exchanges provides the HTTP request
     */
    public CallFacts(OperatorResolver operators, List<TraceContextResolver> traces, CurrentHttpExchange exchanges) {
        this.operators = operators;
        this.traces = List.copyOf(traces);
        this.exchanges = exchanges;
    }

    /**
     * Resolves the operator of the current thread.
     *
     * @return the operator, or the operator of the enclosing call; null if unknown
     */
    public @Nullable Operator operator() {
        @Nullable Operator resolved = resolve();
        if (resolved != null) {
            return resolved;
        }
        OperationLogContext.@Nullable Scope scope = OperationLogContext.capture();
        return scope == null ? null : scope.operator();
    }

    private @Nullable Operator resolve() {
        try {
            return operators.resolve();
        } catch (RuntimeException | Error failure) {
            warnOnce("operator", failure);
            return null;
        }
    }

    /**
     * Resolves the trace of the current thread.
     *
     * @return the trace, or the trace of the enclosing call; null if there is none
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
        OperationLogContext.@Nullable Scope scope = OperationLogContext.capture();
        return scope == null ? null : scope.trace();
    }

    /**
     * Resolves the request of the current thread.
     *
     * @return the exchange; null outside a request
     */
    public @Nullable HttpExchange exchange() {
        try {
            return exchanges.get();
        } catch (RuntimeException | Error failure) {
            warnOnce("HTTP request", failure);
            return null;
        }
    }

    private void warnOnce(String what, Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn("Could not resolve the {} of a recorded call; further failures are not logged", what, failure);
        }
    }
}
