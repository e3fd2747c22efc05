package io.opsmon.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * A retention policy for the backups of a data source. The policy keeps the latest backups, and the latest backup of
 * each of the latest days, weeks (ISO 8601), months and years with a backup. The last verified backup is always kept;
 * if none was verified, the last backup is kept.
 *
 * @param keepLast the number of latest backups
 * @param daily the number of days
 * @param weekly the number of weeks
 * @param monthly the number of months
 * @param yearly the number of years
 * @param maxSize the largest total size, enforced by removing the oldest backups; null for no limit
 * @param zone the time zone in which days begin
 * @since 0.1
 */
public record RetentionPolicy(
        int keepLast,
        int daily,
        int weekly,
        int monthly,
        int yearly,
        @Nullable DataSize maxSize,
        ZoneId zone) {

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    /** Rejects negative numbers and a policy that keeps nothing. */
    public RetentionPolicy {
        Assert.isTrue(keepLast >= 1, () -> "keep-last must be at least 1, is " + keepLast);
        Assert.isTrue(
                daily >= 0 && weekly >= 0 && monthly >= 0 && yearly >= 0,
                "daily, weekly, monthly and yearly must not be negative");
        Assert.isTrue(maxSize == null || maxSize.toBytes() > 0, "max-size must be positive");
    }

    /**
     * Returns the backups that the policy does not keep. Backups dated in the future, by a wrong clock, are neither
     * removed nor counted until that time.
     *
     * @param stored all stored backups of the data source, latest first
     * @param now the current time
     * @return the backups to remove
     */
    public List<Backup> expired(List<Backup> stored, Instant now) {
        return expired(
                stored.stream().filter(backup -> !isInFuture(time(backup), now)).toList());
    }

    /**
     * Returns the backups that the policy does not keep. Only backups made by this application are considered.
     * Imported, missing, unreadable and damaged backups are neither removed nor counted.
     *
     * @param all all stored backups of the data source, latest first
     * @return the backups to remove
     */
    public List<Backup> expired(List<Backup> all) {
        return beyond(all.stream().filter(RetentionPolicy::isSubject).toList());
    }

    /**
     * Returns the backups whose copies the policy does not keep. The state of the file in the first storage has no
     * effect.
     *
     * @param copied the backups in a storage of copies, latest first
     * @param now the current time
     * @return the backups whose copies to remove
     */
    public List<Backup> expiredCopies(List<Backup> copied, Instant now) {
        return beyond(copied.stream()
                .filter(backup -> backup.trigger() != BackupTrigger.IMPORTED && !isInFuture(time(backup), now))
                .toList());
    }

    private List<Backup> beyond(List<Backup> stored) {
        Set<Backup> kept = new HashSet<>(stored.subList(0, Math.min(keepLast, stored.size())));
        keep(kept, stored, daily, day -> day);
        keep(
                kept,
                stored,
                weekly,
                day -> day.get(IsoFields.WEEK_BASED_YEAR) * 100 + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        keep(kept, stored, monthly, day -> day.getYear() * 100 + day.getMonthValue());
        keep(kept, stored, yearly, LocalDate::getYear);
        Set<Backup> alwaysKept = alwaysKept(stored);
        kept.addAll(alwaysKept);
        List<Backup> expired = new ArrayList<>();
        long bytes = 0;
        for (Backup backup : stored) {
            bytes += kept.contains(backup) ? size(backup) : 0;
            boolean fits = maxSize == null || bytes <= maxSize.toBytes();
            if (!alwaysKept.contains(backup) && !(kept.contains(backup) && fits)) {
                expired.add(backup);
            }
        }
        return expired;
    }

    private void keep(Set<Backup> kept, List<Backup> stored, int buckets, Function<LocalDate, Object> bucketOf) {
        Set<Object> seen = new HashSet<>();
        for (Backup backup : stored) {
            Object bucket = bucketOf.apply(LocalDate.ofInstant(time(backup), zone));
            if (!seen.contains(bucket) && seen.size() == buckets) {
                return;
            }
            if (seen.add(bucket)) {
                kept.add(backup);
            }
        }
    }

    private static Set<Backup> alwaysKept(List<Backup> stored) {
        return stored.stream()
                .filter(backup -> backup.status() == BackupStatus.VERIFIED)
                .findFirst()
                .or(() -> stored.stream().findFirst())
                .map(Set::of)
                .orElse(Set.of());
    }

    /**
     * Returns whether a backup takes part in retention.
     *
     * @param backup the backup
     * @return true if this application made the backup, and its file, if any, is present
     */
    public static boolean isSubject(Backup backup) {
        return backup.trigger() != BackupTrigger.IMPORTED
                && (backup.stored() == null || backup.stored().state() == FileState.PRESENT);
    }

    /** Returns the limits in the words of the properties. */
    public String inWords() {
        return "keep-last " + keepLast + ", daily " + daily + ", weekly " + weekly + ", monthly " + monthly
                + ", yearly " + yearly + (maxSize == null ? "" : ", max-size " + maxSize.toBytes() + "B");
    }

    /**
     * Returns the time that retention orders backups by.
     *
     * @param backup the backup
     * @return the time of the start; the time of the request if the backup has not started
     */
    public static Instant time(Backup backup) {
        return backup.startedAt() == null ? backup.requestedAt() : backup.startedAt();
    }

    private static long size(Backup backup) {
        return backup.stored() == null ? 0 : backup.stored().storedBytes();
    }

    /**
     * Returns whether a time is in the future by more than ten minutes, the tolerated difference of two clocks.
     *
     * @param time the time of a backup
     * @param now the time by the clock of this node
     * @return true if the time is in the future
     */
    public static boolean isInFuture(Instant time, Instant now) {
        return time.isAfter(now.plus(CLOCK_SKEW));
    }
}
