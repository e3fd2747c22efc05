package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.http.CurrentRequestFilter;
import io.opsmon.boot.http.CurrentRequestFilter.Served;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.internal.http.TraceParent;
import io.opsmon.log.TraceContext;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.internal.HttpExchangeResolver;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the exchange of the request that the current thread serves, and completes the exchange when the request is
 * answered. Also finds the trace that the request's {@code traceparent} header names.
 */
final class HttpExchanges implements HttpExchangeResolver, CurrentRequestFilter.Listener {

    private static final String EXCHANGE = HttpExchanges.class.getName() + ".exchange";

    private final ClientAddressResolver addresses;
    private final SessionReference sessions;
    private final Masking masking;

    HttpExchanges(ClientAddressResolver addresses, SessionReference sessions, Masking masking) {
        this.addresses = addresses;
        this.sessions = sessions;
        this.masking = masking;
    }

    @Override
    public void left(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
        if (request.getAttribute(EXCHANGE) instanceof ServletHttpExchange exchange) {
            int status = failure != null && !response.isCommitted() ? 500 : response.getStatus();
            if (!request.isAsyncStarted()) {
                exchange.answered(status);
                exchange.ended(status);
                return;
            }
            if (response.isCommitted()) {
                exchange.answered(status);
            }
            request.getAsyncContext().addListener(new EndListener(exchange), request, response);
        }
    }

    @Override
    public @Nullable ServletHttpExchange resolve() {
        @Nullable Served serving = CurrentRequestFilter.served();
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

    /** Returns the trace that the request's own header names. */
    @Nullable
    TraceContext traceOfRequest() {
        @Nullable Served serving = CurrentRequestFilter.served();
        @Nullable
        TraceParent parent =
                serving == null ? null : TraceParent.parse(serving.request().getHeader("traceparent"));
        return parent == null ? null : new TraceContext(parent.traceId(), parent.spanId());
    }

    /** Completes the exchange of a request that other threads answer. */
    private record EndListener(ServletHttpExchange exchange) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            int status = event.getSuppliedResponse() instanceof HttpServletResponse response ? response.getStatus() : 0;
            exchange.answered(status);
            exchange.ended(status);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            exchange.timedOut();
        }

        @Override
        public void onError(AsyncEvent event) {
            if (event.getThrowable() != null) {
                exchange.asyncFailed(event.getThrowable());
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
        }
    }
}
