/**
 * Backups that are proven to restore.
 *
 * <p>{@link io.opsmon.backup.Backups} is what a host uses. A {@link io.opsmon.backup.BackupRunner} dumps and restores
 * one kind of database. {@link io.opsmon.backup.StoredBackups} has its dumps in a storage and reads them from there. A
 * dump goes through {@code file}, which compresses, encrypts and hashes it in constant memory and describes it in a
 * manifest, into a {@link io.opsmon.backup.BackupStorage}, where no half file ever has a final name.
 *
 * <p>Rooms: {@code postgres}, {@code mariadb} and {@code h2} are runners, {@code tool} runs programs for them,
 * {@code jdbc} reads tables for those whose engine cannot reckon what they have; {@code file} is what a backup looks
 * like where it lies, {@code storage} where it may lie; {@code catalogue} is what is known of backups, {@code schedule}
 * when they are made, {@code notification} who is told.
 */
@NullMarked
package io.opsmon.backup;

import org.jspecify.annotations.NullMarked;
