package io.opsmon.backup;

import java.io.IOException;

/**
 * A restore failed in a database whose engine cannot take definitions back: it is neither as it was nor as it should
 * be. What was there is in the safety backup.
 *
 * @since 0.1
 */
public final class HalfRestoredException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * With the reason.
     *
     * @param message what happened
     * @param reason why
     */
    public HalfRestoredException(String message, Throwable reason) {
        super(message, reason);
    }
}
