package io.opsmon.log;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562) that grow within a JVM even when the clock goes backwards. Thread-safe.
 *
 * @since 0.1
 */
public final class EntryIds {

    private final Clock clock;
    private final TimeBasedEpochGenerator generator = new TimeBasedEpochGenerator((Random) new SecureRandom());

    /** Guarded by this. */
    private long latest;

    /**
     * Makes a source of ids.
     *
     * @param clock the time in ids
     */
    public EntryIds(Clock clock) {
        this.clock = clock;
    }

    /**
     * An id for something that begins now.
     *
     * @return an id greater than any before
     */
    public UUID next() {
        return next(clock.instant());
    }

    /**
     * An id for something that began at a time; a caller that has read the clock already spares another reading.
     *
     * @param occurredAt the time
     * @return an id greater than any before
     */
    public synchronized UUID next(Instant occurredAt) {
        latest = Math.max(latest, occurredAt.toEpochMilli());
        return generator.construct(latest);
    }
}
