package io.opsmon.operationlog;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562) that grow within a JVM even when the clock goes backwards. Thread-safe.
 */
final class EntryIds {

    private final Clock clock;
    private final TimeBasedEpochGenerator generator = new TimeBasedEpochGenerator((Random) new SecureRandom());

    /** Guarded by this. */
    private long latest;

    EntryIds(Clock clock) {
        this.clock = clock;
    }

    UUID next() {
        return next(clock.instant());
    }

    /** An id for something that began at a time; a caller that has read the clock already spares another reading. */
    synchronized UUID next(Instant occurredAt) {
        latest = Math.max(latest, occurredAt.toEpochMilli());
        return generator.construct(latest);
    }
}
