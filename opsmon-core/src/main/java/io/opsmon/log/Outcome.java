package io.opsmon.log;

/**
 * How an operation ended.
 *
 * @since 0.1
 */
public enum Outcome {
    /** It returned, and did what it was to do. */
    SUCCESS,
    /** It threw, or did not do what it was to do. */
    FAILURE,
    /** Its subscriber went away before it ended. */
    CANCELLED
}
