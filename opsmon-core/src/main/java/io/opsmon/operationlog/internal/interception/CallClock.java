package io.opsmon.operationlog.internal.interception;

import java.time.Clock;
import java.time.Instant;

/**
 * The times of calls. A call reads {@link System#nanoTime} only, and its wall-clock time is computed with a recent
 * reading of the clock. The system clock is read at most once a second, because this costs more than the rest of the
 * bookkeeping. A step of the system clock is noticed within this second. Other clocks are read for each call.
 * Thread-safe.
 */
final class CallClock {

    private static final long SYSTEM_CLOCK_NANOS = 1_000_000_000;

    /** A thread that lost the processor between the two readings does not pass its reading on. */
    private static final long MOST_NANOS_BETWEEN_READINGS = 100_000;

    private final Clock clock;
    private final long validNanos;
    private volatile Reading latest;

    CallClock(Clock clock) {
        this.clock = clock;
        this.validNanos = clock.getClass() == Clock.systemUTC().getClass() ? SYSTEM_CLOCK_NANOS : 0;
        this.latest = new Reading(System.nanoTime() - SYSTEM_CLOCK_NANOS, Instant.EPOCH);
    }

    /**
     * The wall-clock time at a value of {@link System#nanoTime}.
     *
     * @param nanos the value
     * @param time the time
     */
    record Reading(long nanos, Instant time) {

        /** Returns the wall-clock time at another value, which is at most seconds away. */
        Instant at(long nanoTime) {
            return time.plusNanos(nanoTime - nanos);
        }
    }

    /** Returns a reading for a call that begins now, at a value of {@link System#nanoTime}. */
    Reading reading(long nanoTime) {
        Reading recent = latest;
        return validNanos > 0 && nanoTime - recent.nanos < validNanos ? recent : read(nanoTime);
    }

    private Reading read(long nanoTime) {
        Reading reading = new Reading(nanoTime, clock.instant());
        if (System.nanoTime() - nanoTime < MOST_NANOS_BETWEEN_READINGS) {
            latest = reading;
        }
        return reading;
    }
}
