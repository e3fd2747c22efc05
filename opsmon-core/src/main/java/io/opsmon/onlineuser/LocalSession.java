package io.opsmon.onlineuser;

import io.opsmon.client.ClientHints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of a session: enough to write it again if the store has lost it, when it was last used here, and what is open on its behalf. Thread-safe.
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

    /** Guarded by itself. */
    private final List<Runnable> open = new ArrayList<>(1);

    /** Guarded by {@link #open}. */
    private boolean ended;

    LocalSession(OnlineSession session, @Nullable String userAgent, ClientHints hints) {
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
     * Notes something that is to be closed when the session is kicked: an event stream, a WebSocket, the container's session. Closes it at once if that has happened.
     *
     * @param close closes it; must not block, and do nothing if that is closed already
     * @return forgets it, when it closes by itself
     */
    public Runnable opened(Runnable close) {
        boolean late;
        synchronized (open) {
            late = ended;
            if (!late) {
                open.add(close);
            }
        }
        if (late) {
            close(close);
        }
        return () -> {
            synchronized (open) {
                open.remove(close);
            }
        };
    }

    void end() {
        List<Runnable> all;
        synchronized (open) {
            ended = true;
            all = List.copyOf(open);
            open.clear();
        }
        all.forEach(LocalSession::close);
    }

    private static void close(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException alreadyClosed) {
            // It has ended, which is what was wanted.
        }
    }
}
