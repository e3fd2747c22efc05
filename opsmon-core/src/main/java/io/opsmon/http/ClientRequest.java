package io.opsmon.http;

import io.opsmon.client.ClientHints;
import java.time.Duration;
import java.util.function.Supplier;
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
     * The client's whole address, for counting and never for storing.
     *
     * @return the address behind trusted proxies, whatever precision is kept; null if it is not known
     */
    default @Nullable String wholeClientIp() {
        return clientIp();
    }

    /**
     * The longest time without use of the session.
     *
     * @return the time after which the host ends the session; zero if the host never ends it for that; null if there is
     *     no session, or the time is not known
     */
    default @Nullable Duration sessionMaxIdle() {
        return null;
    }

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

    /**
     * A cookie that the client has after this request.
     *
     * @param name its name
     * @return the value that the answer sets, else the one that the request brought; null if there is none
     */
    @Nullable
    String cookie(String name);

    /**
     * The session that the client asked for; still known when it has just been ended.
     *
     * @return the session's id; null if it asked for none
     */
    @Nullable
    String requestedSessionId();

    /**
     * Something that belongs to the request, made when first asked for.
     *
     * @param type its type
     * @param made makes it
     * @param <T> its type
     * @return the same object for the whole request
     */
    <T> T attribute(Class<T> type, Supplier<T> made);

    /**
     * Does something when the request has been served, on its thread: when the session has the id that it will keep.
     *
     * @param action what to do
     */
    void whenDone(Runnable action);
}
