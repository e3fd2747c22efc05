package io.opsmon.boot.web.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Closes the connection of a response that failed after it had started, so that no client treats it as complete. The
 * failure must not be thrown by the handler: an exception handler of the host would append its own response.
 */
final class AbortedAnswers implements Filter {

    private static final String FAILURE = AbortedAnswers.class.getName() + ".failure";

    AbortedAnswers() {}

    /**
     * Marks a response as failed. The connection is closed after the request's handler has returned.
     *
     * @param request the request whose response failed
     * @param failure the cause
     */
    static void abort(ServletRequest request, Throwable failure) {
        request.setAttribute(FAILURE, failure);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (request.getAttribute(FAILURE) instanceof Throwable failure) {
            throw new IOException("The response failed after it had started", failure);
        }
    }
}
