package io.opsmon.boot.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Breaks the connection of an answer that failed after it had begun, so that no client takes it for whole. The failure
 * must not be thrown where it happens: a host's exception handler would write its own answer behind the first half.
 *
 * @since 0.1
 */
public final class AbortedAnswers implements Filter {

    private static final String FAILURE = AbortedAnswers.class.getName() + ".failure";

    AbortedAnswers() {}

    /**
     * Has the connection broken once the request's handler has returned.
     *
     * @param request the request whose answer failed half way
     * @param failure why
     */
    public static void abort(ServletRequest request, Throwable failure) {
        request.setAttribute(FAILURE, failure);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (request.getAttribute(FAILURE) instanceof Throwable failure) {
            throw new IOException("The answer ended half way", failure);
        }
    }
}
