package io.opsmon.recording;

import java.time.Instant;
import java.util.UUID;

/**
 * Common attributes of log entries. The recording side creates the identity, never the database.
 *
 * @since 0.1
 */
public interface RecordedEntry {

    /**
     * Returns the identity of the entry.
     *
     * @return a UUIDv7 (RFC 9562), unique across nodes
     */
    UUID id();

    /**
     * Returns the start of the recorded operation.
     *
     * @return an instant with microsecond precision
     */
    Instant occurredAt();
}
