/**
 * Scheduled backups: {@link io.opsmon.backup.schedule.BackupSchedules}, with db-scheduler on a separate table of
 * opsmon.
 */
@NullMarked
package io.opsmon.backup.schedule;

import org.jspecify.annotations.NullMarked;
