package io.opsmon.boot.http;

import io.opsmon.http.ClientAddressResolver;
import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
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
 * Knows which request the current thread serves, around everything else in the application. A request of which nobody
 * wants to know costs a thread-local set and remove.
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

    /** Told when a thread leaves a request. */
    @FunctionalInterface
    public interface Listener {

        /**
         * The thread leaves, and still serves the request; another may go on if the request is asynchronous.
         *
         * @param request the request
         * @param response the response
         * @param failure what it leaves by; null if it returns
         */
        void left(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure);
    }

    CurrentRequestFilter(ClientAddressResolver addresses, List<Listener> listeners) {
        this.addresses = addresses;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * What the current thread serves.
     *
     * @return the request; null if it serves none
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
                // A forward or error page within the same request.
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
