package io.opsmon.onlineuser;

import io.opsmon.client.ClientHints;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of a session: enough to write it again if the store has lost it, when it was last used here, and
 * what is open on its behalf. Thread-safe.
 *
 * @since 0.1
 */
public final class LocalSession {

    /** Set while it waits to be written, so that it waits once. */
    final AtomicBoolean waiting = new AtomicBoolean();

    /** When it was last used here, in milliseconds since 1970. */
    volatile long usedAtMillis;

    /** What the store was last told. */
    volatile long writtenMillis;

    /** To read the device from; null if it is known. */
    final @Nullable String userAgent;

    /** What the browser told besides. */
    final ClientHints hints;

    private final OnlineSession session;

    final Attachments attachments;

    /** The same session may be registered after it was seen: {@code before} is what was known of it then. */
    LocalSession(OnlineSession session, @Nullable String userAgent, ClientHints hints, @Nullable LocalSession before) {
        this.attachments = before == null ? new Attachments() : before.attachments;
        this.session = session;
        this.userAgent = userAgent;
        this.hints = hints;
        this.usedAtMillis = session.lastAccess().toEpochMilli();
    }

    /**
     * The session as it was registered here.
     *
     * @return without what happened since
     */
    public OnlineSession session() {
        return session;
    }

    /**
     * Notes something that is to be closed when the session has ended, whether it was kicked, signed out or timed out:
     * an event stream, a WebSocket. Closes it at once if that has happened.
     *
     * @param close closes it; must not block, and do nothing if that is closed already
     * @return forgets it, when it closes by itself
     */
    public Runnable opened(Runnable close) {
        return attachments.opened(close);
    }

    /**
     * Notes how the container's session is ended when this one is kicked; ends it at once if that has happened. One
     * that ends by itself needs none, and one that goes on under another id must not be ended.
     *
     * @param invalidate ends it; must not block, and do nothing if it has ended already
     */
    public void invalidatedBy(Runnable invalidate) {
        attachments.invalidatedBy(invalidate);
    }
}
