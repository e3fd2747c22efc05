package io.opsmon.backup.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.Assert;

/**
 * A schedule for the backups of a data source. Times are those of {@link CronExpression}: second, minute, hour, day of
 * month, month, day of week. A time that a change to summer time skips is postponed by the length of the gap. A time
 * that occurs twice in autumn counts once, unless the schedule is due throughout the day. Such a schedule has the hours
 * {@code *}, a step from midnight on, or all 24.
 *
 * @param id the id: 1 to 64 lower-case letters, digits and {@code -}
 * @param dataSource the name of the data source
 * @param cron the cron expression
 * @param zone the time zone of the cron expression
 * @param enabled whether the schedule is active
 * @param verify whether each backup is verified immediately
 * @param retries the number of retries of a failed backup before the next regular time
 * @param origin the origin of the schedule
 * @param updatedBy the user of the last change; null for the configuration
 * @since 0.1
 */
public record BackupSchedule(
        String id,
        String dataSource,
        String cron,
        ZoneId zone,
        boolean enabled,
        boolean verify,
        int retries,
        Origin origin,
        @Nullable String updatedBy) {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final int MAX_CRON = 100;
    private static final int MAX_RETRIES = 10;

    /** The origin of a schedule. */
    public enum Origin {
        /** The schedule is from the application's configuration, and can be changed only there. */
        CONFIGURATION,
        /** The schedule was created at runtime. */
        API
    }

    /** Rejects malformed values; the message names the component. */
    public BackupSchedule {
        Assert.isTrue(
                ID.matcher(id).matches(),
                "id must be 1 to 64 lower-case letters, digits and \"-\", not at its beginning or end");
        Assert.isTrue(
                cron.length() <= MAX_CRON && CronExpression.isValidExpression(cron),
                () -> "cron must be an expression of six fields such as \"0 30 3 * * *\" (03:30:00 every day), is \""
                        + cron + "\"");
        Assert.isTrue(
                retries >= 0 && retries <= MAX_RETRIES,
                () -> "retries must be 0 to " + MAX_RETRIES + ", is " + retries);
    }

    /**
     * Computes the next time.
     *
     * @param after the exclusive lower bound
     * @return the first time after the bound; empty if there is none
     */
    public Optional<Instant> next(Instant after) {
        return new CronTimes(cron, zone).next(after);
    }

    /**
     * Computes the next times.
     *
     * @param after the exclusive lower bound
     * @param count the largest number of times
     * @return the times; fewer than {@code count} if there are no more
     */
    public List<Instant> next(Instant after, int count) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = next(next.get());
        }
        return times;
    }
}
