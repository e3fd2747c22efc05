package io.opsmon.onlineuser;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions and kicks are kept, for all nodes of a host. {@code OnlineUserStoreContract} in the test-jar of
 * opsmon-core tells whether an implementation is right. Thread-safe.
 *
 * <p>Every method throws a {@link RuntimeException} if the store does not answer; nothing was done then, or it may be
 * done again.
 *
 * @since 0.1
 */
public interface OnlineUserStore {

    /**
     * A use of a session.
     *
     * @param ref the session's reference
     * @param at the time of the use
     * @param until the end of the session if nobody uses it again; null for the store's timeout
     */
    record Touch(String ref, Instant at, @Nullable Instant until) {

        /**
         * A use of a session that ends by the store's timeout.
         *
         * @param ref the session's reference
         * @param at the time of the use
         */
        public Touch(String ref, Instant at) {
            this(ref, at, null);
        }
    }

    /** Told of kicks of any node. */
    interface KickListener {

        /**
         * Something was kicked.
         *
         * @param kicks what
         */
        void kicked(List<Kick> kicks);

        /**
         * These are all kicks there are: messages may have been lost before.
         *
         * @param kicks all of them
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
     * Notes that sessions were used.
     *
     * @param touches which, and when
     * @return the references of sessions that the store does not know: it has lost them, or they have ended
     */
    List<String> touch(List<Touch> touches);

    /**
     * Removes sessions that have ended by themselves.
     *
     * @param refs which
     */
    void remove(Collection<String> refs);

    /**
     * Finds one session.
     *
     * @param ref which
     * @param now sessions that have ended by then are not found
     * @return the session, if it is there
     */
    Optional<OnlineSession> get(String ref, Instant now);

    /**
     * Finds a page of sessions.
     *
     * @param query filters, order and page
     * @param now sessions that have ended by then are not found
     * @return the page
     */
    OnlineUserPage find(OnlineUserQuery query, Instant now);

    /**
     * Counts sessions.
     *
     * @param now sessions that have ended by then do not count
     * @return how many there are
     */
    long count(Instant now);

    /**
     * Ends sessions: removes them, keeps the kicks until they may be forgotten, and tells all nodes. Of two kicks of
     * one reference, the store keeps the later end.
     *
     * @param kicks sessions and cookies
     */
    void kick(List<Kick> kicks);

    /**
     * The kicks there are.
     *
     * @param now those that may be forgotten by then are not among them
     * @return all of them
     */
    List<Kick> kicks(Instant now);

    /**
     * Removes what has ended, bit by bit; called from time to time by every node.
     *
     * @param now the time
     * @return how many sessions were removed
     */
    int clean(Instant now);

    /**
     * Begins to listen to kicks; tells the current ones first, and again whenever some may have been missed.
     *
     * @param listener told on a thread of the store's
     * @return ends it
     */
    AutoCloseable listen(KickListener listener);
}
