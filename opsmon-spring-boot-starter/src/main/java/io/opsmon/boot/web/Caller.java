package io.opsmon.boot.web;

import java.util.function.BooleanSupplier;

/**
 * The caller of a request whose response continues after the request's thread has left. Checks permissions again with
 * the current credential. Created on the request's thread, used by one other thread while the response continues.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Caller {

    /**
     * Runs a check with the caller's current credential on this thread.
     *
     * @param check the check, which may use {@link OpsmonAccess}
     * @return false if the check fails or throws an exception, or the caller's session has ended
     */
    boolean isStill(BooleanSupplier check);
}
