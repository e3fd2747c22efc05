/**
 * When backups are made by themselves: {@link io.opsmon.backup.schedule.BackupSchedules}, by db-scheduler on a table of
 * opsmon's own.
 */
@NullMarked
package io.opsmon.backup.schedule;

import org.jspecify.annotations.NullMarked;
