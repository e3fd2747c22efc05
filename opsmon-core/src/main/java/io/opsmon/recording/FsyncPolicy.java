package io.opsmon.recording;

/**
 * Policy for forcing the bytes of the journal to the device. With every policy, entries survive the end of the process.
 * The policies differ in the entries at risk if the operating system crashes or the power fails.
 *
 * @since 0.1
 */
public enum FsyncPolicy {
    /** The operating system decides. */
    NEVER,

    /**
     * The journal is forced at the configured interval. At most the entries of one interval are at risk. The default.
     */
    INTERVAL,

    /** The journal is forced before each append returns. Concurrent callers share one fsync. */
    ALWAYS
}
