package io.opsmon.boot.web;

import org.jspecify.annotations.Nullable;

/**
 * Who is calling and what they may do, on the current thread. A host may provide a bean of its own. Thread-safe. For an
 * open event stream, a thread of opsmon asks once a second, with the caller's {@code SecurityContext} and the request
 * in {@code RequestContextHolder}; the stream ends when a permission is gone.
 *
 * @since 0.1
 */
public interface OpsmonAccess {

    /**
     * Who is calling.
     *
     * @return the name; null if nobody has signed in
     */
    @Nullable
    String username();

    /**
     * Whether the caller has a permission.
     *
     * @param permission {@code opsmon:operation-log:read}, for example
     * @return true if they have it
     */
    boolean isGranted(String permission);

    /** Makes the host ask for a sign-in, in whichever way it does; called for a page that needs one. */
    default void requireSignIn() {
        throw ApiException.unauthorized();
    }
}
