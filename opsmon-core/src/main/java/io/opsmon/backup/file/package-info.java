/**
 * What a backup looks like where it lies: {@link io.opsmon.backup.file.BackupEncoding} turns a dump into a file and
 * back, {@link io.opsmon.backup.file.BackupManifest} beside it says what it is, so that storage tells all by itself
 * when the application and its catalogue are gone.
 */
@NullMarked
package io.opsmon.backup.file;

import org.jspecify.annotations.NullMarked;
