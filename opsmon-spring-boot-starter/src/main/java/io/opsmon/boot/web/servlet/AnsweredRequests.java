package io.opsmon.boot.web.servlet;

import jakarta.servlet.ServletRequest;

/**
 * Distinguishes requests that a route of opsmon has answered from those that a filter of the host has answered.
 * Stateless.
 *
 * @since 0.1
 */
public final class AnsweredRequests {

    static final String ATTRIBUTE = AnsweredRequests.class.getName();

    private AnsweredRequests() {}

    /**
     * Returns whether a request has reached a route of opsmon.
     *
     * @param request the request after its filter chain
     * @return false if the host has refused the request
     */
    public static boolean isAnswered(ServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(ATTRIBUTE));
    }
}
