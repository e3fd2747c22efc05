package io.opsmon.boot.web;

import org.jspecify.annotations.Nullable;

/**
 * Provides the caller's name and permissions on the current thread. A host may provide a bean of its own. Thread-safe.
 * For an open event stream, a thread of opsmon checks once a second, with the caller's {@code SecurityContext}. The
 * request is in {@code RequestContextHolder} in servlet hosts, and in {@code CurrentHttpExchange} in reactive hosts.
 * The stream ends when a permission is lost.
 *
 * @since 0.1
 */
public interface OpsmonAccess {

    /**
     * Returns the caller's name.
     *
     * @return the name; null if the caller is not signed in
     */
    @Nullable
    String username();

    /**
     * Returns whether the caller has a permission.
     *
     * @param permission the permission, for example {@code opsmon:operation-log:read}
     * @return true if the caller has the permission
     */
    boolean isGranted(String permission);

    /**
     * Requires a permission.
     *
     * @param permission the permission
     * @throws ApiException with 401 if the caller is not signed in, with 403 if the permission is missing
     */
    default void require(String permission) {
        if (!isGranted(permission)) {
            throw username() == null ? ApiException.unauthorized() : ApiException.forbidden(permission);
        }
    }

    /**
     * Returns the caller's name for the operation log.
     *
     * @return the name, at most 200 characters; {@code anonymous} if the caller is not signed in
     */
    default String operator() {
        String name = username();
        return name == null ? "anonymous" : name.length() <= 200 ? name : name.substring(0, 200);
    }

    /** Requests a sign-in in the host's way; called for a page that needs a signed-in user. */
    default void requireSignIn() {
        throw ApiException.unauthorized();
    }
}
