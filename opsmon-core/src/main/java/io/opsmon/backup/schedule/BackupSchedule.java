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
 * When a data source is backed up by itself. Times are those of {@link CronExpression}: second, minute, hour, day of
 * month, month, day of week; a time that a change to summer time leaves out comes later by the length of the gap. A
 * time that comes twice in autumn counts once, unless the schedule is due throughout the day: its hours are {@code *},
 * a step from midnight on, or all 24.
 *
 * @param id its name: 1 to 64 lower-case letters, digits and {@code -}
 * @param dataSource which data source
 * @param cron when
 * @param zone whose clock
 * @param enabled whether it is due at all
 * @param verify whether each backup is verified right after it
 * @param retries how often one that failed is tried again before the next time
 * @param origin where it was made
 * @param updatedBy who made or changed it last; null if that was the configuration
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

    /** Where a schedule was made. */
    public enum Origin {
        /** In the application's configuration, which is where it is changed. */
        CONFIGURATION,
        /** While the application ran. */
        API
    }

    /**
     * Refuses what is malformed; the message names the component.
     *
     * @param id its name: 1 to 64 lower-case letters, digits and {@code -}
     * @param dataSource which data source
     * @param cron when
     * @param zone whose clock
     * @param enabled whether it is due at all
     * @param verify whether each backup is verified right after it
     * @param retries how often one that failed is tried again before the next time
     * @param origin where it was made
     * @param updatedBy who made or changed it last; null if that was the configuration
     */
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
     * When it is due next.
     *
     * @param after the time
     * @return the first time after it; empty if there is none
     */
    public Optional<Instant> next(Instant after) {
        return new CronTimes(cron, zone).next(after);
    }

    /**
     * When it is due next, several times.
     *
     * @param after the time
     * @param count how many
     * @return that many, or as many as there are
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
