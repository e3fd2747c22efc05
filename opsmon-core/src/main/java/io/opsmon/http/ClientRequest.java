package io.opsmon.http;

import io.opsmon.client.ClientHints;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request of the current thread, with the data needed for sign-ins and sessions.
 *
 * @since 0.1
 */
public interface ClientRequest {

    /**
     * Returns the client's address.
     *
     * @return the address behind trusted proxies; null if addresses are not stored
     */
    @Nullable
    String clientIp();

    /**
     * Returns the client's whole address, which is for counting and must not be stored.
     *
     * @return the address behind trusted proxies, regardless of the stored precision; null if unknown
     */
    default @Nullable String wholeClientIp() {
        return clientIp();
    }

    /**
     * Returns the idle timeout of the session.
     *
     * @return the idle time after which the host ends the session; zero without a timeout; null without a session or if
     *     unknown
     */
    default @Nullable Duration sessionMaxIdle() {
        return null;
    }

    /**
     * Returns the user agent.
     *
     * @return the value of the header; null if there is no header
     */
    @Nullable
    String userAgent();

    /**
     * Returns the client hints of the browser.
     *
     * @return the hints
     */
    ClientHints hints();

    /**
     * Returns the current session id. A sign-in changes the id.
     *
     * @return the session id; null if there is no session
     */
    @Nullable
    String sessionId();

    /**
     * Returns a header.
     *
     * @param name the name of the header
     * @return the first value; null if there is no such header
     */
    @Nullable
    String header(String name);

    /**
     * Returns all values of a header.
     *
     * @param name the name of the header
     * @return the values in their order; empty if there is no such header
     */
    default List<String> headers(String name) {
        @Nullable String value = header(name);
        return value == null ? List.of() : List.of(value);
    }

    /**
     * Returns all values of a cookie in the request, regardless of the response.
     *
     * @param name the name of the cookie
     * @return the values in their order; empty if the request has no such cookie
     */
    default List<String> cookies(String name) {
        @Nullable String value = cookie(name);
        return value == null ? List.of() : List.of(value);
    }

    /**
     * Returns whether the session keeps the user signed in.
     *
     * @return true if the session contains the user; false without a session, and for a session with other data only
     */
    default boolean isSessionOfUser() {
        return sessionId() != null;
    }

    /**
     * Returns a cookie as the client has it after this request.
     *
     * @param name the name of the cookie
     * @return the value set by the response, otherwise the value in the request; null if there is no such cookie
     */
    @Nullable
    String cookie(String name);

    /**
     * Returns the session id in the request. The id is available even if the session has just ended.
     *
     * @return the session id; null if the request contains none
     */
    @Nullable
    String requestedSessionId();

    /**
     * Returns an object bound to the request, and creates it at the first call.
     *
     * @param type the type of the object
     * @param made creates the object
     * @param <T> the type of the object
     * @return the same object for the whole request
     */
    <T> T attribute(Class<T> type, Supplier<T> made);

    /**
     * Registers an action that runs on the request's thread after the request was served. The session then has its
     * final id.
     *
     * @param action the action
     */
    void whenDone(Runnable action);
}
