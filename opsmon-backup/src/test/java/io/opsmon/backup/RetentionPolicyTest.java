package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RetentionPolicyTest {

    private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");

    private static Backup backup(Instant at, BackupStatus status, long bytes) {
        return new Backup(
                at.toString(),
                "main",
                status,
                BackupTrigger.SCHEDULED,
                null,
                null,
                "n",
                1,
                at,
                at,
                at,
                null,
                new Backup.Stored("f", "H2", null, bytes, bytes, 1, 1),
                null,
                null);
    }

    /** One backup every six hours, latest first. */
    private static List<Backup> quarterDays(int count) {
        return IntStream.range(0, count)
                .mapToObj(k -> backup(NOW.minus(Duration.ofHours(6L * k)), BackupStatus.SUCCEEDED, 10))
                .toList();
    }

    private static RetentionPolicy policy(
            int last, int daily, int weekly, int monthly, int yearly, @Nullable DataSize max) {
        return new RetentionPolicy(last, daily, weekly, monthly, yearly, max, ZoneOffset.UTC);
    }

    private static List<String> kept(RetentionPolicy policy, List<Backup> stored) {
        List<Backup> kept = new ArrayList<>(stored);
        kept.removeAll(policy.expired(stored));
        return kept.stream().map(backup -> backup.id().substring(0, 13)).toList();
    }

    @Test
    void keepsTheLatestAndOneOfEachDayWeekMonthAndYear() {
        List<Backup> stored = quarterDays(4 * 400);

        assertThat(kept(policy(2, 0, 0, 0, 0, null), stored)).containsExactly("2026-06-30T12", "2026-06-30T06");
        assertThat(kept(policy(1, 3, 0, 0, 0, null), stored))
                .containsExactly("2026-06-30T12", "2026-06-29T18", "2026-06-28T18");
        // 2026-06-29 is a Monday.
        assertThat(kept(policy(1, 0, 3, 0, 0, null), stored))
                .containsExactly("2026-06-30T12", "2026-06-28T18", "2026-06-21T18");
        assertThat(kept(policy(1, 0, 0, 3, 0, null), stored))
                .containsExactly("2026-06-30T12", "2026-05-31T18", "2026-04-30T18");
        assertThat(kept(policy(1, 0, 0, 0, 5, null), stored)).containsExactly("2026-06-30T12", "2025-12-31T18");
        assertThat(kept(policy(1, 2, 2, 2, 2, null), stored))
                .containsExactly("2026-06-30T12", "2026-06-29T18", "2026-06-28T18", "2026-05-31T18", "2025-12-31T18");
    }

    @Test
    void countsDaysThatHaveABackupInTheZone() {
        List<Backup> stored = Stream.of("2026-06-30T20:00:00Z", "2026-06-30T12:00:00Z", "2026-05-01T12:00:00Z")
                .map(at -> backup(Instant.parse(at), BackupStatus.SUCCEEDED, 1))
                .toList();
        RetentionPolicy inShanghai = new RetentionPolicy(1, 3, 0, 0, 0, null, ZoneId.of("Asia/Shanghai"));

        // In Shanghai, the first backup is of 1 July.
        assertThat(inShanghai.expired(stored)).isEmpty();
        assertThat(policy(1, 2, 0, 0, 0, null).expired(stored))
                .extracting(Backup::id)
                .containsExactly("2026-06-30T12:00:00Z");
    }

    @Test
    void removesTheOldestPastTheSizeButNeverTheLastVerifiedOne() {
        List<Backup> stored = new ArrayList<>(quarterDays(6));
        assertThat(kept(policy(6, 0, 0, 0, 0, DataSize.ofBytes(30)), stored))
                .containsExactly("2026-06-30T12", "2026-06-30T06", "2026-06-30T00");

        stored.set(4, backup(stored.get(4).requestedAt(), BackupStatus.VERIFIED, 10));
        stored.set(5, backup(stored.get(5).requestedAt(), BackupStatus.VERIFIED, 10));
        assertThat(kept(policy(1, 0, 0, 0, 0, DataSize.ofBytes(1)), stored)).containsExactly("2026-06-29T12");
        assertThat(kept(policy(1, 0, 0, 0, 0, null), stored)).containsExactly("2026-06-30T12", "2026-06-29T12");
        // Without a verified backup, the last backup is kept.
        assertThat(kept(policy(1, 0, 0, 0, 0, DataSize.ofBytes(1)), quarterDays(3)))
                .containsExactly("2026-06-30T12");
        assertThat(policy(1, 0, 0, 0, 0, null).expired(List.of())).isEmpty();
    }

    @Test
    void namesWhatMakesNoSense() {
        assertThatThrownBy(() -> policy(0, 1, 1, 1, 1, null)).hasMessageContaining("keep-last");
        assertThatThrownBy(() -> policy(1, -1, 1, 1, 1, null)).hasMessageContaining("daily");
        assertThatThrownBy(() -> policy(1, 1, 1, 1, 1, DataSize.ofBytes(0))).hasMessageContaining("max-size");
    }
}
