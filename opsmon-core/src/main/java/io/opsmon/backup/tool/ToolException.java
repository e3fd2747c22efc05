package io.opsmon.backup.tool;

import java.io.IOException;

/**
 * A program is missing, too old, or has failed. The message says which, with what it said itself, and what to do.
 *
 * @since 0.1
 */
public final class ToolException extends IOException {

    private static final long serialVersionUID = 1;

    /** Whether the program was started. */
    private final boolean hasRun;

    /**
     * With a message.
     *
     * @param message what happened and what to do
     */
    public ToolException(String message) {
        this(message, false);
    }

    ToolException(String message, boolean hasRun) {
        super(message);
        this.hasRun = hasRun;
    }

    /**
     * Tells whether the program has run and failed.
     *
     * @return false if the program is missing, too old or of an unknown version
     */
    public boolean hasRun() {
        return hasRun;
    }
}
