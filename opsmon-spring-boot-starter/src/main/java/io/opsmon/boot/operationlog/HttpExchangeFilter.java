package io.opsmon.boot.operationlog;

import io.opsmon.http.ClientAddressResolver;
import io.opsmon.http.SessionReference;
import io.opsmon.http.TraceParent;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.HttpExchangeResolver;
import io.opsmon.operationlog.payload.Masking;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Knows which request the current thread serves, and tells its recorded operations how it was answered. A request that records nothing costs a thread-local set and
 * remove. Also finds the trace that the request's {@code traceparent} names.
 */
final class HttpExchangeFilter implements Filter, HttpExchangeResolver {

    private static final ThreadLocal<@Nullable Current> CURRENT = new ThreadLocal<>();
    private static final String EXCHANGE = HttpExchangeFilter.class.getName() + ".exchange";

    private final ClientAddressResolver addresses;
    private final SessionReference sessions;
    private final Masking masking;

    /** What the thread serves. */
    private record Current(HttpServletRequest request, HttpServletResponse response) {}

    HttpExchangeFilter(ClientAddressResolver addresses, SessionReference sessions, Masking masking) {
        this.addresses = addresses;
        this.sessions = sessions;
        this.masking = masking;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        @Nullable Current before = CURRENT.get();
        CURRENT.set(new Current(http, httpResponse));
        boolean thrown = true;
        try {
            chain.doFilter(request, response);
            thrown = false;
        } finally {
            if (before == null) {
                CURRENT.remove();
                leave(http, httpResponse, thrown);
            } else {
                // A forward or error page within the same request.
                CURRENT.set(before);
            }
        }
    }

    private static void leave(HttpServletRequest request, HttpServletResponse response, boolean thrown) {
        if (request.getAttribute(EXCHANGE) instanceof ServletHttpExchange exchange) {
            if (request.isAsyncStarted() && !response.isCommitted()) {
                request.getAsyncContext().addListener(new AnswerListener(exchange), request, response);
            } else {
                exchange.answered(thrown && !response.isCommitted() ? 500 : response.getStatus());
            }
        }
    }

    @Override
    public @Nullable ServletHttpExchange resolve() {
        @Nullable Current serving = CURRENT.get();
        if (serving == null) {
            return null;
        }
        HttpServletRequest request = serving.request();
        if (request.getAttribute(EXCHANGE) instanceof ServletHttpExchange known) {
            return known;
        }
        ServletHttpExchange exchange =
                new ServletHttpExchange(request, serving.response(), addresses, sessions, masking);
        request.setAttribute(EXCHANGE, exchange);
        return exchange;
    }

    /** The trace of the request's own header. */
    @Nullable
    TraceContext traceOfRequest() {
        @Nullable Current serving = CURRENT.get();
        @Nullable
        TraceParent parent =
                serving == null ? null : TraceParent.parse(serving.request().getHeader("traceparent"));
        return parent == null ? null : new TraceContext(parent.traceId(), parent.spanId());
    }

    /** Waits for a response that another thread makes. */
    private record AnswerListener(ServletHttpExchange exchange) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            exchange.answered(
                    event.getSuppliedResponse() instanceof HttpServletResponse response ? response.getStatus() : 0);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
        }
    }
}
