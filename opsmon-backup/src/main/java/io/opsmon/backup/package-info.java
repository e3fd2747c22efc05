/**
 * Backups that are verified by restoring them.
 *
 * <p>Hosts use {@link io.opsmon.backup.Backups}. A {@link io.opsmon.backup.BackupRunner} dumps and restores one kind of
 * database. {@link io.opsmon.backup.internal.engine.StoredBackups} writes dumps to a storage and reads them. A dump
 * passes through {@code file}, which compresses, encrypts and hashes it in constant memory and describes it in a
 * manifest. The dump is then stored in a {@link io.opsmon.backup.BackupStorage}, in which only complete files have a
 * final name.
 *
 * <p>Subpackages: {@code postgres}, {@code mariadb} and {@code h2} are runners. {@code tool} runs programs for them,
 * and {@code jdbc} reads tables for runners whose engine cannot hash its tables. {@code file} is the file format,
 * {@code storage} has the storages, {@code catalogue} records all backups, {@code schedule} plans them, and
 * {@code notification} sends messages about them.
 */
@NullMarked
package io.opsmon.backup;

import org.jspecify.annotations.NullMarked;
