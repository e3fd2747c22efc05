package io.opsmon.http;

import io.opsmon.client.ClientHints;
import org.jspecify.annotations.Nullable;

/**
 * The request that the current thread serves, as far as sign-ins and sessions need it.
 *
 * @since 0.1
 */
public interface ClientRequest {

    /**
     * The client's address.
     *
     * @return the address behind trusted proxies; null if it is not kept
     */
    @Nullable
    String clientIp();

    /**
     * The user agent.
     *
     * @return the header; null if there was none
     */
    @Nullable
    String userAgent();

    /**
     * What the browser told besides.
     *
     * @return its hints
     */
    ClientHints hints();

    /**
     * The session, as it is when asked: a sign-in changes its id.
     *
     * @return the session's id; null if there is none
     */
    @Nullable
    String sessionId();

    /**
     * One header.
     *
     * @param name its name
     * @return its first value; null if there is none
     */
    @Nullable
    String header(String name);
}
