package io.opsmon.backup.schedule;

import io.opsmon.backup.schedule.BackupSchedule.Origin;

/**
 * A schedule that this node cannot run. Its time zone or cron expression is unknown to this JDK, or its data source is
 * not configured. Other schedules and other nodes are not affected.
 *
 * @param id the id of the schedule
 * @param dataSource the name of the data source; empty if missing
 * @param cron the original cron expression
 * @param zone the original time zone; empty if missing
 * @param origin the origin of the schedule
 * @param problem the reason
 * @since 0.1
 */
public record UnusableSchedule(String id, String dataSource, String cron, String zone, Origin origin, String problem) {}
