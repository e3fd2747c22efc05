package io.opsmon.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.schedule.BackupSchedule.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupScheduleTest {

    private static BackupSchedule schedule(String id, String cron, int retries) {
        return new BackupSchedule(id, "main", cron, ZoneId.of("Europe/Berlin"), true, false, retries, Origin.API, "li");
    }

    @Test
    void isDueOnceWhenTheClockIsPutForwardAndOnceWhenItIsPutBack() {
        BackupSchedule halfPastTwo = schedule("nightly", "0 30 2 * * *", 0);

        // On 29 March there is no half past two.
        assertThat(halfPastTwo.next(Instant.parse("2026-03-27T12:00:00Z"), 4))
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"),
                        Instant.parse("2026-03-31T00:30:00Z"));
        // On 25 October there are two.
        assertThat(halfPastTwo.next(Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        // What is due often leaves no hour out, and has none twice as many.
        BackupSchedule halfHourly = schedule("often", "0 0/30 * * * *", 0);
        for (String night : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
            Instant midnight = Instant.parse(night);
            assertThat(halfHourly.next(midnight, 6))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 6)
                            .mapToObj(k -> midnight.plus(Duration.ofMinutes(30L * k)))
                            .toList());
        }
    }

    @Test
    void namesWhatIsMalformed() {
        assertThatThrownBy(() -> schedule("No such", "0 30 2 * * *", 0)).hasMessageStartingWith("id ");
        assertThatThrownBy(() -> schedule("a", "30 2 * * *", 0))
                .hasMessageContaining("cron")
                .hasMessageContaining("30 2 * * *");
        assertThatThrownBy(() -> schedule("a", "0 30 2 * * *", 11)).hasMessageContaining("retries");
    }
}
