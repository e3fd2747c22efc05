package io.opsmon.boot.onlineuser;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The rules for requests of sessions of the console, the same on every web stack. Stateless.
 *
 * <p>Only requests to the API of opsmon receive the credential. A path in an unusual notation is not one of them,
 * because the host may understand it as another path.
 *
 * @since 0.1
 */
public final class ConsoleRequests {

    /** The name of the cookie of a session of the console. */
    public static final String COOKIE = "opsmon-console";

    /** Notations that a part of a host may understand as another path: dots, slashes, parameters, twice encoded. */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|;|\\\\|/\\.{1,2}(?:/|$)|%(?:2e|2f|5c|25|3b|00)", Pattern.CASE_INSENSITIVE);

    private static final String UNAVAILABLE = "{\"title\":\"Not available\",\"status\":503,"
            + "\"detail\":\"The store of online users is unavailable. Try again later.\"}";

    private static final int UNAUTHORIZED = 401;

    /** Answers of the host that say nothing about the credential: too many requests, and failures. */
    private static final int FIRST_STATUS_OF_NO_REFUSAL = 429;

    private ConsoleRequests() {}

    /**
     * Returns whether a request receives the credential of a session.
     *
     * @param uri the path as sent
     * @param api the path of the API as sent, with a slash at its end
     * @return true for an unambiguous path below the API
     */
    public static boolean isForApi(String uri, String api) {
        return uri.startsWith(api) && !AMBIGUOUS.matcher(uri).find();
    }

    /**
     * Returns the problem details for an unavailable store, with the status 503.
     *
     * @return the body
     */
    public static byte[] unavailable() {
        return UNAVAILABLE.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns whether the host has refused the credential.
     *
     * @param status the status of the response
     * @param isAnswered whether a route of opsmon has answered
     * @return true if the session of the console must end
     */
    public static boolean isRefusal(int status, boolean isAnswered) {
        return status == UNAUTHORIZED || (!isAnswered && status < FIRST_STATUS_OF_NO_REFUSAL);
    }

    /**
     * Returns whether a request extends its session. An open event stream is no use: otherwise, a forgotten tab would
     * keep its session for ever.
     *
     * @param uri the path as sent
     * @param isAnswered whether a route of opsmon has answered
     * @return true if the request counts as a use
     */
    public static boolean isUse(String uri, boolean isAnswered) {
        return isAnswered && !uri.endsWith("/events");
    }
}
