package io.opsmon.log;

/**
 * Outcome of an operation.
 *
 * @since 0.1
 */
public enum Outcome {
    /** The operation succeeded. */
    SUCCESS,
    /** The operation threw an exception, or reported a failure. */
    FAILURE,
    /** The subscriber cancelled the operation before its end. */
    CANCELLED
}
