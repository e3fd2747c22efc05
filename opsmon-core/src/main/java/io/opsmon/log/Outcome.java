package io.opsmon.log;

/**
 * How an operation ended.
 *
 * @since 0.1
 */
public enum Outcome {
    /** It returned, and {@link OperationLog#successCondition} held. */
    SUCCESS,
    /** It threw, or {@link OperationLog#successCondition} did not hold. */
    FAILURE,
    /** Its subscriber went away before it ended. */
    CANCELLED
}
