package io.opsmon.boot.http;

import io.opsmon.internal.http.ThreadHttpExchange;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds the exchange of each request to the thread that serves the request; outermost filter of opsmon in servlet
 * hosts. A request without access to its exchange costs one set and one remove of an attribute and a thread-local.
 *
 * @since 0.1
 */
public final class ServletExchangeFilter implements Filter {

    /** The attribute of a request that a thread serves. Forwards and includes share the attributes of the request. */
    private static final String SERVED = ServletExchangeFilter.class.getName();

    private final ExchangeSettings settings;
    private final List<Listener> listeners;

    /** Called when a thread leaves a request. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Called when the thread leaves the request, while the request is still current. If the request is
         * asynchronous, another thread may continue.
         *
         * @param request the request
         * @param response the response
         * @param failure the exception that ended the request; null if there was none
         */
        void left(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure);
    }

    ServletExchangeFilter(ExchangeSettings settings, List<Listener> listeners) {
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        if (http.getAttribute(SERVED) != null) {
            chain.doFilter(request, response);
            return;
        }
        http.setAttribute(SERVED, true);
        ThreadHttpExchange.bind(() -> ServletHttpExchange.of(http, answer, settings));
        @Nullable Throwable failure = null;
        try {
            chain.doFilter(request, response);
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            leave(http, answer, failure);
        }
    }

    private void leave(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
        try {
            @Nullable ServletHttpExchange used = ServletHttpExchange.known(request);
            if (used != null) {
                used.served();
            }
            listeners.forEach(listener -> listener.left(request, response, failure));
            @Nullable ServletHttpExchange known = ServletHttpExchange.known(request);
            if (known != null) {
                known.left(request, response, failure);
            }
        } finally {
            request.removeAttribute(SERVED);
            ThreadHttpExchange.bind(null);
        }
    }
}
