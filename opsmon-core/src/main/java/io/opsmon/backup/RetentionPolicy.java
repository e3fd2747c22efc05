package io.opsmon.backup;

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
 * Which backups of a data source are kept: the latest ones, and the latest of each of the latest days, weeks (ISO
 * 8601), months and years that have one. Whatever else is said, the last one that was verified is kept, or the last one
 * at all if none was.
 *
 * @param keepLast how many of the latest
 * @param daily of how many days
 * @param weekly of how many weeks
 * @param monthly of how many months
 * @param yearly of how many years
 * @param maxSize how much they may take together: the oldest go first; null for any
 * @param zone where days begin
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

    /**
     * Refuses numbers that are negative, and to keep nothing.
     *
     * @param keepLast how many of the latest
     * @param daily of how many days
     * @param weekly of how many weeks
     * @param monthly of how many months
     * @param yearly of how many years
     * @param maxSize how much they may take together; null for any
     * @param zone where days begin
     */
    public RetentionPolicy {
        Assert.isTrue(keepLast >= 1, () -> "keep-last must be at least 1, is " + keepLast);
        Assert.isTrue(
                daily >= 0 && weekly >= 0 && monthly >= 0 && yearly >= 0,
                "daily, weekly, monthly and yearly must not be negative");
        Assert.isTrue(maxSize == null || maxSize.toBytes() > 0, () -> "max-size must be positive, is " + maxSize);
    }

    /**
     * The backups of a data source that are not kept. Backups that are dated in the future, by a clock that was wrong,
     * are neither removed nor counted until their time has come.
     *
     * @param stored all that are stored of it, the latest first
     * @param now the time
     * @return those to be removed
     */
    public List<Backup> expired(List<Backup> stored, Instant now) {
        return expired(stored.stream()
                .filter(backup -> !Backups.isInFuture(time(backup), now))
                .toList());
    }

    /**
     * The backups of a data source that are not kept. Only backups that this application has made take part: imported
     * ones are neither removed nor counted, nor are those that are missing, unreadable or damaged.
     *
     * @param all all that are stored of it, the latest first
     * @return those to be removed
     */
    public List<Backup> expired(List<Backup> all) {
        List<Backup> stored = all.stream().filter(RetentionPolicy::isSubject).toList();
        Set<Backup> kept = new HashSet<>(stored.subList(0, Math.min(keepLast, stored.size())));
        keep(kept, stored, daily, day -> day);
        keep(
                kept,
                stored,
                weekly,
                day -> day.get(IsoFields.WEEK_BASED_YEAR) * 100 + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        keep(kept, stored, monthly, day -> day.getYear() * 100 + day.getMonthValue());
        keep(kept, stored, yearly, LocalDate::getYear);
        Set<Backup> sacred = sacred(stored);
        kept.addAll(sacred);
        List<Backup> expired = new ArrayList<>();
        long bytes = 0;
        for (Backup backup : stored) {
            bytes += kept.contains(backup) ? size(backup) : 0;
            boolean fits = maxSize == null || bytes <= maxSize.toBytes();
            if (!sacred.contains(backup) && !(kept.contains(backup) && fits)) {
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

    private static Set<Backup> sacred(List<Backup> stored) {
        return stored.stream()
                .filter(backup -> backup.status() == BackupStatus.VERIFIED)
                .findFirst()
                .or(() -> stored.stream().findFirst())
                .map(Set::of)
                .orElse(Set.of());
    }

    static boolean isSubject(Backup backup) {
        return backup.trigger() != BackupTrigger.IMPORTED
                && (backup.stored() == null || backup.stored().state() == FileState.PRESENT);
    }

    /** The bounds, as the properties name them. */
    String inWords() {
        return "keep-last " + keepLast + ", daily " + daily + ", weekly " + weekly + ", monthly " + monthly
                + ", yearly " + yearly + (maxSize == null ? "" : ", max-size " + maxSize);
    }

    static Instant time(Backup backup) {
        return backup.startedAt() == null ? backup.requestedAt() : backup.startedAt();
    }

    private static long size(Backup backup) {
        return backup.stored() == null ? 0 : backup.stored().storedBytes();
    }
}
