package io.opsmon.boot.http;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.internal.http.ClientAddressResolver;
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
 * Provides the request that the current thread serves; outermost filter of opsmon. A request that is not accessed costs
 * one set and one remove of a thread-local.
 *
 * @since 0.1
 */
public final class CurrentRequestFilter implements Filter, CurrentRequest {

    private static final ThreadLocal<@Nullable Served> CURRENT = new ThreadLocal<>();

    private final ClientAddressResolver addresses;
    private final List<Listener> listeners;

    /**
     * A request and its response.
     *
     * @param request the request
     * @param response the response
     */
    public record Served(HttpServletRequest request, HttpServletResponse response) {}

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

    CurrentRequestFilter(ClientAddressResolver addresses, List<Listener> listeners) {
        this.addresses = addresses;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Returns the request of the current thread.
     *
     * @return the request and its response; null if the thread serves no request
     */
    public static @Nullable Served served() {
        return CURRENT.get();
    }

    @Override
    public @Nullable ClientRequest get() {
        @Nullable Served served = CURRENT.get();
        return served == null ? null : ServletClientRequest.of(served, addresses);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        @Nullable Served before = CURRENT.get();
        CURRENT.set(new Served(http, httpResponse));
        @Nullable Throwable failure = null;
        try {
            chain.doFilter(request, response);
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            if (before == null) {
                leave(http, httpResponse, failure);
            } else {
                // A forward or an error page within the same request.
                CURRENT.set(before);
            }
        }
    }

    private void leave(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
        try {
            ServletClientRequest.done(request);
            listeners.forEach(listener -> listener.left(request, response, failure));
        } finally {
            CURRENT.remove();
        }
    }
}
