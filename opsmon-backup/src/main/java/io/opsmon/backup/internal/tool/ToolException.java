package io.opsmon.backup.internal.tool;

import java.io.IOException;

/**
 * Thrown if a program is missing, too old, or has failed. The message names the program, its output and the remedy.
 *
 * @since 0.1
 */
public final class ToolException extends IOException {

    private static final long serialVersionUID = 1;

    /** True if the program was started. */
    private final boolean hasRun;

    /**
     * Creates an exception for a program that was not started.
     *
     * @param message the problem and the remedy
     */
    public ToolException(String message) {
        this(message, false);
    }

    ToolException(String message, boolean hasRun) {
        super(message);
        this.hasRun = hasRun;
    }

    /**
     * Checks whether the program was started and failed.
     *
     * @return false if the program is missing, too old or of an unknown version
     */
    public boolean hasRun() {
        return hasRun;
    }
}
