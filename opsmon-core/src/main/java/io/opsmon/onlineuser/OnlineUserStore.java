package io.opsmon.onlineuser;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores sessions and terminations for all nodes of a host. {@code OnlineUserStoreContract} in the test-jar of
 * opsmon-core tests an implementation. Thread-safe.
 *
 * <p>Every method throws a {@link RuntimeException} if the store is unavailable; the call had no effect then, or may be
 * repeated.
 *
 * @since 0.1
 */
public interface OnlineUserStore {

    /**
     * A use of a session.
     *
     * @param ref the session's reference
     * @param at the time of the use
     * @param until the end of the session if it is not used again; null for the store's timeout
     */
    record Touch(String ref, Instant at, @Nullable Instant until) {

        /**
         * Creates a use of a session that ends by the store's timeout.
         *
         * @param ref the session's reference
         * @param at the time of the use
         */
        public Touch(String ref, Instant at) {
            this(ref, at, null);
        }
    }

    /** Receives the kicks of all nodes. */
    interface KickListener {

        /**
         * Called for new kicks.
         *
         * @param kicks the new kicks
         */
        void kicked(List<Kick> kicks);

        /**
         * Called with all current kicks, because messages may have been lost before.
         *
         * @param kicks all current kicks
         */
        void current(List<Kick> kicks);
    }

    /**
     * Adds sessions or replaces them.
     *
     * @param sessions the sessions
     */
    void put(List<OnlineSession> sessions);

    /**
     * Records uses of sessions.
     *
     * @param touches the sessions and the times of their use
     * @return the references of sessions unknown to the store: lost or ended
     */
    List<String> touch(List<Touch> touches);

    /**
     * Removes sessions that have ended by themselves.
     *
     * @param refs the references
     */
    void remove(Collection<String> refs);

    /**
     * Finds one session.
     *
     * @param ref the reference
     * @param now the current time; sessions that have ended by then are not found
     * @return the session, if it is online
     */
    Optional<OnlineSession> get(String ref, Instant now);

    /**
     * Finds a page of sessions.
     *
     * @param query filters, order and page
     * @param now the current time; sessions that have ended by then are not found
     * @return the page
     */
    OnlineUserPage find(OnlineUserQuery query, Instant now);

    /**
     * Counts sessions.
     *
     * @param now the current time; sessions that have ended by then do not count
     * @return the number of sessions
     */
    long count(Instant now);

    /**
     * Terminates sessions: removes the sessions, keeps the kicks until their end and notifies all nodes. Of two kicks
     * of one reference, the store keeps the later end.
     *
     * @param kicks the kicks of sessions and cookies
     */
    void kick(List<Kick> kicks);

    /**
     * Returns the current kicks.
     *
     * @param now the current time; kicks that have ended by then are not returned
     * @return all current kicks
     */
    List<Kick> kicks(Instant now);

    /**
     * Removes ended sessions and kicks, a batch at a time; every node calls this method periodically.
     *
     * @param now the current time
     * @return the number of removed sessions
     */
    int clean(Instant now);

    /**
     * Starts to listen to kicks. The listener first receives the current kicks, and again whenever messages may have
     * been missed.
     *
     * @param listener called on a thread of the store
     * @return stops listening
     */
    AutoCloseable listen(KickListener listener);
}
