package io.opsmon.http;

import io.opsmon.client.ClientHints;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request and its response, independent of the server. In Reactor's context, the key of an exchange is this
 * class.
 *
 * <p>Facts, attributes and callbacks are thread-safe and available after the end of the request. Headers, cookies and
 * the session are available to the thread that serves the request.
 *
 * @since 0.1
 */
public interface HttpExchange {

    /**
     * Returns the known facts about the request.
     *
     * @return the facts; without status as long as the response is not committed
     */
    HttpFacts facts();

    /**
     * Returns the client's address.
     *
     * @return the address behind trusted proxies; null if addresses are not stored
     */
    default @Nullable String clientIp() {
        return facts().clientIp();
    }

    /**
     * Returns the client's whole address, which is for counting and must not be stored.
     *
     * @return the address behind trusted proxies, regardless of the stored precision; null if unknown
     */
    default @Nullable String wholeClientIp() {
        return clientIp();
    }

    /**
     * Returns the user agent.
     *
     * @return the value of the header; null if there is no header
     */
    default @Nullable String userAgent() {
        return facts().userAgent();
    }

    /**
     * Returns the client hints of the browser.
     *
     * @return the hints
     */
    default ClientHints hints() {
        return ClientHints.of(this::header);
    }

    /**
     * Returns a header of the request.
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
     * Returns a cookie as the client has it after this request.
     *
     * @param name the name of the cookie
     * @return the value set by the response, otherwise the value in the request; null if there is no such cookie
     */
    @Nullable
    String cookie(String name);

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
     * Returns the current session id. A sign-in changes the id.
     *
     * @return the session id; null if there is no session
     */
    @Nullable
    String sessionId();

    /**
     * Returns the session id in the request. The id is available even if the session has just ended.
     *
     * @return the session id; null if the request contains none
     */
    @Nullable
    String requestedSessionId();

    /**
     * Returns whether the session keeps the user signed in.
     *
     * @return true if the session contains the user; false without a session, and for a session with other data only
     */
    default boolean isSessionOfUser() {
        return sessionId() != null;
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
     * Returns the signed-in user of a request that is not bound to a thread, as in a reactive host.
     *
     * @return the name of the user; null if unknown, or if the user is bound to the thread
     */
    default @Nullable String username() {
        return null;
    }

    /**
     * Returns an object bound to the request, and creates the object at the first call.
     *
     * @param type the type of the object
     * @param made creates the object
     * @param <T> the type of the object
     * @return the same object for the whole request
     */
    <T> T attribute(Class<T> type, Supplier<T> made);

    /**
     * Registers an action for the time when the thread of the request has served the request. The session then has its
     * final id. If the request is asynchronous, other threads may continue.
     *
     * @param action the action; called on the thread of the request
     */
    void whenServed(Runnable action);

    /**
     * Registers a callback for the response status.
     *
     * @param action called once, with the facts, when the response is committed or the request has ended; the status is
     *     null if there was no response; must not throw
     * @return false if the response was already committed or the request had ended; the action is not called then
     */
    boolean whenAnswered(Consumer<HttpFacts> action);

    /**
     * Registers a callback for the end of the request. Also covers requests that other threads answer.
     *
     * @param action called once, with the end of the request; must not throw
     * @return false if the request has ended already or its end cannot be observed; the action is not called then
     */
    default boolean whenEnded(Consumer<RequestEnd> action) {
        return false;
    }

    /**
     * Returns whether a result ends with the request. Examples: a stream in progress, or a value that another thread
     * sets.
     *
     * @param result the result of a method
     * @return true if {@link #whenEnded} reports the end of the result
     */
    default boolean endsWithRequest(Object result) {
        return false;
    }
}
