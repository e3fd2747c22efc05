package io.opsmon.internal.security;

import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Receives the uses of tokens, so that a log can record them. Called on the request's thread; must not throw.
 *
 * @since 0.1
 */
public interface TokenUse {

    /**
     * Called when the host has accepted a token.
     *
     * @param authentication the user
     * @param reference the reference of the token
     * @param first whether this node has not seen the token before
     * @param request the request, or null
     */
    void accepted(Authentication authentication, String reference, boolean first, @Nullable HttpExchange request);

    /**
     * Called when a request carries a terminated token.
     *
     * @param reference the reference of the token
     * @param request the request
     */
    void refused(String reference, HttpExchange request);
}
