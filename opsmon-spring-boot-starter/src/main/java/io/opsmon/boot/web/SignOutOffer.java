package io.opsmon.boot.web;

/**
 * Says whether the console can end the session of a caller by itself. A session of the host ends in the host.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SignOutOffer {

    /**
     * Returns whether the console shows a button to sign out.
     *
     * @param request the request of the caller
     * @return true for a session of the console
     */
    boolean isOffered(ApiRequest request);
}
