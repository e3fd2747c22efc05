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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds the exchange of each request to the thread that serves the request; outermost filter of opsmon in servlet
 * hosts. A request without access to its exchange costs one attribute and a thread-local.
 *
 * @since 0.1
 */
public final class ServletExchangeFilter implements Filter {

    /**
     * The attribute of a request with its {@link Served}. Forwards and includes share the attributes of the request.
     */
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

    /** The exchange of the request that a thread serves, created on first use by this thread or by one before. */
    private static final class Served implements Supplier<ServletHttpExchange> {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final ExchangeSettings settings;
        private @Nullable ServletHttpExchange exchange;
        private volatile boolean isLeft;

        Served(
                HttpServletRequest request,
                HttpServletResponse response,
                ExchangeSettings settings,
                @Nullable ServletHttpExchange exchange) {
            this.request = request;
            this.response = response;
            this.settings = settings;
            this.exchange = exchange;
        }

        @Override
        public ServletHttpExchange get() {
            @Nullable ServletHttpExchange known = exchange;
            if (known == null) {
                known = ServletHttpExchange.of(request, response, settings);
                exchange = known;
            } else {
                known.isServedBy(request, response);
            }
            return known;
        }
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
        @Nullable Served before = http.getAttribute(SERVED) instanceof Served known ? known : null;
        if (before != null && !before.isLeft) {
            chain.doFilter(request, response);
            return;
        }
        Served served = new Served(http, answer, settings, before == null ? null : before.exchange);
        http.setAttribute(SERVED, served);
        ThreadHttpExchange.bind(served);
        @Nullable Throwable failure = null;
        try {
            chain.doFilter(request, response);
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            leave(served, failure);
        }
    }

    private void leave(Served served, @Nullable Throwable failure) {
        HttpServletRequest request = served.request;
        HttpServletResponse response = served.response;
        try {
            @Nullable ServletHttpExchange used = served.exchange;
            if (used != null) {
                used.served();
            }
            for (Listener listener : listeners) {
                listener.left(request, response, failure);
            }
            @Nullable ServletHttpExchange known = served.exchange;
            if (known != null) {
                known.left(request, response, failure);
            }
        } finally {
            served.isLeft = true;
            ThreadHttpExchange.bind(null);
        }
    }
}
