package io.opsmon.onlineuser;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Closes the resources of a session on this node when the session ends, and invalidates the container's session.
 * Thread-safe.
 */
final class Attachments {

    /** Guarded by this, as are the other fields. */
    private final List<Runnable> open = new ArrayList<>(1);

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
        if (invalidate != null) {
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
