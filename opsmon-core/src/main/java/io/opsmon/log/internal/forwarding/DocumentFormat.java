package io.opsmon.log.internal.forwarding;

/**
 * Formats of entries for the host's logging system.
 *
 * @since 0.1
 */
public enum DocumentFormat {
    /** The line of JSON of exports and archives. */
    JSON,
    /** Elastic Common Schema 8. */
    ECS,
    /** Open Cybersecurity Schema Framework 1.3, class API Activity (6003). */
    OCSF
}
