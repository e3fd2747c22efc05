package io.opsmon.log.internal;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/**
 * Generator of UUIDv7 ids (RFC 9562) that increase within a JVM even if the clock moves backwards. Thread-safe.
 *
 * @since 0.1
 */
public final class EntryIds {

    private final Clock clock;
    private final TimeBasedEpochGenerator generator = new TimeBasedEpochGenerator((Random) new SecureRandom());

    /** Guarded by this. */
    private long latest;

    /**
     * Creates a generator.
     *
     * @param clock the source of the timestamps in ids
     */
    public EntryIds(Clock clock) {
        this.clock = clock;
    }

    /**
     * Creates an id with the current time.
     *
     * @return an id greater than any id returned before
     */
    public UUID next() {
        return next(clock.instant());
    }

    /**
     * Creates an id with a given time, which saves a second reading of the clock.
     *
     * @param occurredAt the time
     * @return an id greater than any id returned before
     */
    public synchronized UUID next(Instant occurredAt) {
        latest = Math.max(latest, occurredAt.toEpochMilli());
        return generator.construct(latest);
    }
}
