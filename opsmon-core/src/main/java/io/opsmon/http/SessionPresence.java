package io.opsmon.http;

/**
 * Tells whether a session whose end was announced can still be used.
 *
 * <p>Spring Session's indexed Redis repository announces the end of a session that never expires with each request that
 * saves the session.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SessionPresence {

    /** Believes every announced end. */
    SessionPresence NONE = sessionId -> false;

    /**
     * Looks for the session. Called on the thread that announced the end; never throws.
     *
     * @param sessionId the id of the session
     * @return true if a request with this id still finds the session
     */
    boolean isPresent(String sessionId);
}
