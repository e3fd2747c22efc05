package io.opsmon.onlineuser;

import io.opsmon.client.ClientHints;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of a session on this node: the session's data, the time of the last use here, and the open resources.
 * The data allows the writer to restore a session that the store has lost. Thread-safe.
 *
 * @since 0.1
 */
public final class LocalSession {

    /** True while a write is pending, so that the session is queued once. */
    final AtomicBoolean waiting = new AtomicBoolean();

    /** The time of the last use on this node, in milliseconds since 1970. */
    volatile long usedAtMillis;

    /**
     * The last access that was written to the store, in milliseconds since 1970; 0 if the session is not written yet.
     */
    volatile long writtenMillis;

    /** The user agent to read the device from; null if the device is known. */
    final @Nullable String userAgent;

    /** The client hints of the browser. */
    final ClientHints hints;

    private final OnlineSession session;

    /** References of other tokens that came with the first request of this one; they end together. */
    private final Set<String> companions = ConcurrentHashMap.newKeySet(0);

    final Attachments attachments;

    /** Takes over the attachments of {@code before}, if the session was seen before its registration. */
    LocalSession(OnlineSession session, @Nullable String userAgent, ClientHints hints, @Nullable LocalSession before) {
        this.attachments = before == null ? new Attachments() : before.attachments;
        if (before != null) {
            companions.addAll(before.companions);
        }
        this.session = session;
        this.userAgent = userAgent;
        this.hints = hints;
        this.usedAtMillis = session.lastAccess().toEpochMilli();
    }

    /**
     * Returns the session as it was registered on this node.
     *
     * @return the session, without later changes
     */
    public OnlineSession session() {
        return session;
    }

    /**
     * Adds another token of the same request. The host may use either of them, so a termination ends both.
     *
     * @param ref the reference of the other token
     */
    public void accompaniedBy(String ref) {
        companions.add(ref);
    }

    Set<String> companions() {
        return companions;
    }

    /**
     * Registers a resource to close when the session ends, by termination, sign-out or timeout: an event stream, a
     * WebSocket. If the session has ended, the resource is closed at once.
     *
     * @param close closes the resource; must not block, and has no effect if the resource is closed already
     * @return unregisters the resource, for a resource that closes by itself
     */
    public Runnable opened(Runnable close) {
        return attachments.opened(close);
    }

    /** Counts a request that this node begins to serve with the session. A termination waits for such requests. */
    public void entered() {
        attachments.entered();
    }

    /**
     * Ends a request that {@link #entered} has counted. The last request must end a session that was terminated
     * meanwhile.
     *
     * @return true if no other request is being served
     */
    public boolean left() {
        return attachments.left();
    }

    /**
     * Registers the action that ends the container's session when this session is terminated and no request is being
     * served. If the session is terminated already, the action runs at once. A session that ends by itself needs no
     * action, and a session that continues under another id must not be ended.
     *
     * @param invalidate ends the container's session; must not block, and has no effect if the session has ended
     *     already
     */
    public void invalidatedBy(Runnable invalidate) {
        attachments.invalidatedBy(invalidate);
    }
}
