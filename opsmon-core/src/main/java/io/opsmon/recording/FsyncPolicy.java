package io.opsmon.recording;

/**
 * When the journal forces its bytes to the device. Every policy survives the death of the process; they differ in what
 * the death of the operating system or a power cut may take.
 *
 * @since 0.1
 */
public enum FsyncPolicy {
    /** Left to the operating system. */
    NEVER,

    /** At most one configured interval of entries is at risk. The default. */
    INTERVAL,

    /** Before each append returns; callers that append at the same time share one fsync. */
    ALWAYS
}
