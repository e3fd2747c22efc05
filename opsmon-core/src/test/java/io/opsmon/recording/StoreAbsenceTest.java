package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class StoreAbsenceTest {

    private final RecorderCounters counters = new RecorderCounters();

    private StoreAbsence absence(Duration retryDelay, Duration maxRetryDelay) {
        JournalSettings journal = new JournalSettings(
                Path.of("target"),
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(4),
                FsyncPolicy.INTERVAL,
                Duration.ofMillis(100));
        return new StoreAbsence(
                "test",
                new RecorderSettings(
                        16,
                        1,
                        Duration.ofMillis(1),
                        OverflowPolicy.SPILL,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        retryDelay,
                        maxRetryDelay,
                        Duration.ofSeconds(1),
                        journal),
                counters);
    }

    @Test
    void pausesBeforeTheNextAttempt() {
        StoreAbsence absence = absence(Duration.ofHours(1), Duration.ofHours(2));

        absence.noticed(new IllegalStateException("away"));

        assertThat(absence.isRetryDue()).isFalse();
        assertThat(counters.storeFailures.sum()).isEqualTo(1);
    }

    @Test
    void triesAgainAfterThePause() {
        StoreAbsence absence = absence(Duration.ofMillis(2), Duration.ofMillis(4));

        // Without the largest pause, the last pause would take days.
        for (int attempt = 0; attempt < 40; attempt++) {
            absence.noticed(new IllegalStateException("away"));
        }

        await().until(absence::isRetryDue);
        assertThat(counters.storeFailures.sum()).isEqualTo(40);
    }

    @Test
    void beginsWithTheShortestPauseAfterEachOutage() {
        StoreAbsence absence = absence(Duration.ofMillis(2), Duration.ofDays(40));
        for (int attempt = 0; attempt < 30; attempt++) {
            absence.noticed(new IllegalStateException("away"));
        }
        assertThat(absence.isRetryDue()).isFalse();

        absence.ended();
        absence.noticed(new IllegalStateException("away again"));

        await().until(absence::isRetryDue);
    }
}
