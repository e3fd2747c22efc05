package io.opsmon.backup;

import java.io.IOException;

/**
 * Thrown if a restore fails in a database whose engine cannot roll back definitions, and leaves the database partly
 * restored. The safety copy has the previous content.
 *
 * @since 0.1
 */
public final class HalfRestoredException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message the failure
     * @param reason the cause
     */
    public HalfRestoredException(String message, Throwable reason) {
        super(message, reason);
    }
}
