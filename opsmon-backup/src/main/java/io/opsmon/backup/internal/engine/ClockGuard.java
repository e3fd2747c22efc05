package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Suspends retention after a clock has jumped. A gap of more than 180 days before the latest backups means that no
 * backup was made, or that the clock was set ahead. Retention then waits until backups were made on three days.
 */
final class ClockGuard {

    private static final Duration GAP = Duration.ofDays(180);
    private static final int DAYS = 3;

    private ClockGuard() {}

    /** Returns the reason, for log and health; empty if retention may run. */
    static Optional<String> reasonToWait(List<Backup> stored, Instant now) {
        Set<LocalDate> days = new HashSet<>();
        @Nullable Instant later = null;
        for (Backup backup : stored) {
            Instant time = RetentionPolicy.time(backup);
            if (!RetentionPolicy.isSubject(backup) || RetentionPolicy.isInFuture(time, now)) {
                continue;
            }
            if (later != null && Duration.between(time, later).compareTo(GAP) > 0) {
                return days.size() >= DAYS
                        ? Optional.empty()
                        : Optional.of("between the backups of " + time + " and " + later + " there are more"
                                + " than " + GAP.toDays() + " days. If the clock is wrong, correct it. Retention"
                                + " resumes once backups were made on " + DAYS + " days");
            }
            days.add(LocalDate.ofInstant(time, ZoneOffset.UTC));
            later = time;
        }
        return Optional.empty();
    }
}
