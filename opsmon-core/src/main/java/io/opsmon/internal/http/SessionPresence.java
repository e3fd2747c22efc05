package io.opsmon.internal.http;

/**
 * Checks whether a session is still usable after its end was announced.
 *
 * <p>Spring Session's indexed Redis repository announces the end of a session that never expires with each request that
 * saves the session.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SessionPresence {

    /** Accepts every announced end. */
    SessionPresence NONE = sessionId -> false;

    /**
     * Returns whether the session still exists. Called on the thread that announced the end; never throws.
     *
     * @param sessionId the id of the session
     * @return true if a request with this id still finds the session
     */
    boolean isPresent(String sessionId);
}
