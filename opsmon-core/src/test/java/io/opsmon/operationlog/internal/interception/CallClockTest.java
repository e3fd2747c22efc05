package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CallClockTest {

    /** A clock of a host that counts its readings. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-03-01T08:00:00Z");

        @Override
        public Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void readsAClockOfTheHostForEachCall() {
        CallClock clock = new CallClock(new Ticking());

        assertThat(clock.reading(10).at(10)).isEqualTo("2026-03-01T08:00:01Z");
        assertThat(clock.reading(20).at(20)).isEqualTo("2026-03-01T08:00:02Z");
    }

    @Test
    void readsTheSystemClockOnceASecond() {
        CallClock clock = new CallClock(Clock.systemUTC());
        long begin = System.nanoTime();
        CallClock.Reading first = clock.reading(begin);
        for (int i = 0; i < 1_000 && !first.equals(clock.reading(begin)); i++) {
            // A thread that lost the processor reads the clock again.
            first = clock.reading(begin);
        }

        assertThat(clock.reading(begin + 999_999_999)).isSameAs(first);
        assertThat(clock.reading(begin + 1_000_000_000)).isNotSameAs(first);
    }

    @Test
    void computesTimesBetweenTwoReadings() {
        Instant before = Instant.now(Clock.systemUTC());
        CallClock clock = new CallClock(Clock.systemUTC());
        long begin = System.nanoTime();
        Instant time = clock.reading(begin).at(begin + Duration.ofMillis(250).toNanos());

        assertThat(time)
                .isBetween(
                        before.plusMillis(250),
                        Instant.now(Clock.systemUTC()).plusMillis(250).plusNanos(1_000));
    }
}
