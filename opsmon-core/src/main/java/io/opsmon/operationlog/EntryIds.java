package io.opsmon.operationlog;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562) that grow within a JVM even when the clock goes backwards. Thread-safe.
 */
final class EntryIds {

    private final TimeBasedEpochGenerator generator;

    EntryIds(Clock clock) {
        this.generator = new TimeBasedEpochGenerator((Random) new SecureRandom(), new MonotonicClock(clock));
    }

    UUID next() {
        return generator.generate();
    }

    /** Called by the generator under its lock. */
    private static final class MonotonicClock extends UUIDClock {

        private final Clock clock;
        private long latest;

        MonotonicClock(Clock clock) {
            this.clock = clock;
        }

        @Override
        public synchronized long currentTimeMillis() {
            latest = Math.max(latest, clock.millis());
            return latest;
        }
    }
}
