package io.opsmon.backup.schedule;

import io.opsmon.backup.schedule.BackupSchedule.Origin;

/**
 * A schedule that this node cannot run: its time zone or its times are unknown to this JDK, or its data source is not
 * configured. Other schedules and other nodes are not affected.
 *
 * @param id its name
 * @param dataSource the data source; empty if none is given
 * @param cron its times, as they were given
 * @param zone its time zone, as it was given; empty if none is given
 * @param origin the place where it was made
 * @param problem the reason
 * @since 0.1
 */
public record UnusableSchedule(String id, String dataSource, String cron, String zone, Origin origin, String problem) {}
