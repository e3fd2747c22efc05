package io.opsmon.http;

import java.util.List;

/**
 * Finds the tokens in a request, for a host that reads tokens in a way that {@code opsmon.tokens} does not describe. A
 * token counts only if the host accepts the request. Thread-safe; called once for a request, on its thread, so that an
 * implementation must not block.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CredentialResolver {

    /**
     * Returns the tokens in a request.
     *
     * @param request the request
     * @return the tokens, first the token that the host prefers; empty if there are none
     */
    List<Credential> resolve(HttpExchange request);
}
