package io.opsmon.recording;

import java.time.Instant;
import java.util.UUID;

/**
 * What every log entry has: an identity made by the recorder's side, never by the database.
 *
 * @since 0.1
 */
public interface RecordedEntry {

    /**
     * The entry's identity.
     *
     * @return a UUIDv7 (RFC 9562), unique across nodes
     */
    UUID id();

    /**
     * When the recorded operation began.
     *
     * @return an instant with microsecond precision
     */
    Instant occurredAt();
}
