package io.opsmon.onlineuser;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Closes the resources of a session on this node when the session ends, and invalidates the container's session.
 * Thread-safe.
 */
final class Attachments {

    /** Guarded by this, as are the other fields. */
    private final List<Runnable> open = new ArrayList<>(1);

    /** The number of requests that this node is serving with the session. */
    private final AtomicInteger requests = new AtomicInteger();

    private @Nullable Runnable invalidation;
    private boolean ended;
    private boolean kicked;

    /** Registers a resource of the session and returns the action that unregisters it. */
    Runnable opened(Runnable close) {
        boolean late;
        synchronized (this) {
            late = ended;
            if (!late) {
                open.add(close);
            }
        }
        if (late) {
            run(close);
        }
        return () -> {
            synchronized (this) {
                open.remove(close);
            }
        };
    }

    void entered() {
        requests.incrementAndGet();
    }

    /** Returns whether no other request is being served. */
    boolean left() {
        return requests.decrementAndGet() <= 0;
    }

    void invalidatedBy(Runnable invalidate) {
        boolean late;
        synchronized (this) {
            late = kicked;
            invalidation = invalidate;
        }
        if (late) {
            run(invalidate);
        }
    }

    void kicked() {
        @Nullable Runnable invalidate;
        synchronized (this) {
            kicked = true;
            invalidate = invalidation;
        }
        // The last of the requests in progress invalidates the session, so that all of them can still write to it.
        if (invalidate != null && requests.get() == 0) {
            run(invalidate);
        }
        ended();
    }

    void ended() {
        List<Runnable> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(open);
            open.clear();
        }
        all.forEach(Attachments::run);
    }

    private static void run(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException alreadyClosed) {
            // The resource is closed already.
        }
    }
}
