/**
 * The file format of backups. {@link io.opsmon.backup.internal.file.BackupEncoding} encodes a dump to a file and
 * decodes it. {@link io.opsmon.backup.file.BackupManifest} describes the file, so that the storage is usable without
 * the application and its catalog.
 */
@NullMarked
package io.opsmon.backup.file;

import org.jspecify.annotations.NullMarked;
