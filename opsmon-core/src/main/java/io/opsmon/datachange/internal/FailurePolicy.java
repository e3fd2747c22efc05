package io.opsmon.datachange.internal;

/**
 * Treatment of a change that cannot be recorded.
 *
 * @since 0.1
 */
public enum FailurePolicy {
    /** The statement of the host succeeds, and a gap is recorded. The default. */
    FAIL_OPEN,
    /** The statement of the host fails. */
    FAIL_CLOSED
}
