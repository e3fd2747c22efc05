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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupScheduleTest {

    private static BackupSchedule schedule(String id, String cron, int retries) {
        return new BackupSchedule(id, "main", cron, ZoneId.of("Europe/Berlin"), true, false, retries, Origin.API, "li");
    }

    @Test
    void isDueOnceWhenTheClockIsPutForwardAndOnceWhenItIsPutBack() {
        BackupSchedule halfPastTwo = schedule("nightly", "0 30 2 * * *", 0);

        // 29 March has no 02:30.
        assertThat(halfPastTwo.next(Instant.parse("2026-03-27T12:00:00Z"), 4))
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"),
                        Instant.parse("2026-03-31T00:30:00Z"));
        // 25 October has 02:30 twice.
        assertThat(halfPastTwo.next(Instant.parse("2026-10-24T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        // A frequent schedule skips no hour and repeats no hour.
        BackupSchedule halfHourly = schedule("often", "0 0/30 * * * *", 0);
        for (String night : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
            Instant midnight = Instant.parse(night);
            assertThat(halfHourly.next(midnight, 6))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 6)
                            .mapToObj(k -> midnight.plus(Duration.ofMinutes(30L * k)))
                            .toList());
        }
    }

    private static BackupSchedule in(String zone, String cron) {
        return new BackupSchedule("a", "main", cron, ZoneId.of(zone), true, false, 0, Origin.API, null);
    }

    /** Transitions of zones with gaps and overlaps of an hour, of half an hour, and with negative summer time. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29T01:00:00Z",
        "Europe/Berlin, 2026-10-25T01:00:00Z",
        "America/New_York, 2026-03-08T07:00:00Z",
        "America/New_York, 2026-11-01T06:00:00Z",
        "Australia/Lord_Howe, 2026-04-04T15:00:00Z",
        "Australia/Lord_Howe, 2026-10-03T15:30:00Z",
        "Africa/Casablanca, 2026-02-15T02:00:00Z",
        "Africa/Casablanca, 2026-03-22T02:00:00Z",
        "America/Havana, 2026-11-01T05:00:00Z"
    })
    void leavesNoQuarterOutHoweverAllHoursAreWritten(String zone, Instant transition) {
        assertThat(ZoneId.of(zone)
                        .getRules()
                        .nextTransition(transition.minusSeconds(1))
                        .getInstant())
                .isEqualTo(transition);
        Instant before = transition.minus(Duration.ofHours(3));
        List<Instant> quarters = IntStream.rangeClosed(1, 28)
                .mapToObj(k -> before.plus(Duration.ofMinutes(15L * k)))
                .toList();
        for (String hours : List.of("*", "*/1", "0-23", "0/1", "0-23/1", "0-11,12-23", "12-23,0-11,5")) {
            assertThat(in(zone, "0 */15 " + hours + " * * *").next(before, 28))
                    .as(hours)
                    .isEqualTo(quarters);
        }
    }

    @Test
    void countsARepeatedTimeOnceUnlessItIsDueThroughoutTheDay() {
        Instant berlin = Instant.parse("2026-10-24T22:30:00Z");
        assertThat(in("Europe/Berlin", "0 */30 1-3 * * *").next(berlin, 7))
                .extracting(Instant::toString)
                .containsExactly(
                        "2026-10-24T23:00:00Z",
                        "2026-10-24T23:30:00Z",
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T02:00:00Z",
                        "2026-10-25T02:30:00Z",
                        "2026-10-26T00:00:00Z");
        assertThat(in("Europe/Berlin", "0 0 */2 * * *").next(berlin, 3))
                .isEqualTo(in("Europe/Berlin", "0 0 0-23/2 * * *").next(berlin, 3))
                .extracting(Instant::toString)
                .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z");
        // Half an hour is repeated: from 01:30 to 02:00.
        Instant lordHowe = Instant.parse("2026-04-04T13:00:00Z");
        assertThat(in("Australia/Lord_Howe", "0 45 1 * * *").next(lordHowe, 2))
                .extracting(Instant::toString)
                .containsExactly("2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z");
        // Midnight occurs twice.
        assertThat(in("America/Havana", "0 0 0 * * *").next(Instant.parse("2026-11-01T00:00:00Z"), 2))
                .extracting(Instant::toString)
                .containsExactly("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
        // Starting within the repetition.
        assertThat(in("Europe/Berlin", "0 45 2 * * *").next(Instant.parse("2026-10-25T01:10:00Z"), 1))
                .extracting(Instant::toString)
                .containsExactly("2026-10-26T01:45:00Z");
    }

    @Test
    void putsOffWhatAGapLeavesOutByTheLengthOfTheGap() {
        assertThat(in("America/New_York", "0 */20 2 * * *").next(Instant.parse("2026-03-08T06:30:00Z"), 4))
                .extracting(Instant::toString)
                .containsExactly(
                        "2026-03-08T07:00:00Z", "2026-03-08T07:20:00Z", "2026-03-08T07:40:00Z", "2026-03-09T06:00:00Z");
        // From 02:00 to 02:30.
        assertThat(in("Australia/Lord_Howe", "0 10 2 * * *").next(Instant.parse("2026-10-03T14:00:00Z"), 2))
                .extracting(Instant::toString)
                .containsExactly("2026-10-03T15:40:00Z", "2026-10-04T15:10:00Z");
        assertThat(in("Africa/Casablanca", "0 30 2 * * *").next(Instant.parse("2026-03-21T12:00:00Z"), 2))
                .extracting(Instant::toString)
                .containsExactly("2026-03-22T02:30:00Z", "2026-03-23T01:30:00Z");
        // A day that the zone skipped.
        assertThat(in("Pacific/Apia", "0 0 12 * * *").next(Instant.parse("2011-12-29T23:00:00Z"), 2))
                .extracting(Instant::toString)
                .containsExactly("2011-12-30T22:00:00Z", "2011-12-31T22:00:00Z");
    }

    @Test
    void findsRareTimesAndSaysWhenThereIsNone() {
        assertThat(in("Europe/Berlin", "0 30 2 29 2 *").next(Instant.parse("2097-01-01T00:00:00Z")))
                .contains(Instant.parse("2104-02-29T01:30:00Z"));
        assertThat(in("Europe/Berlin", "0 0 0 31 2 *").next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(in("UTC", "@hourly").next(Instant.parse("2026-01-01T00:00:01Z")))
                .contains(Instant.parse("2026-01-01T01:00:00Z"));
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
