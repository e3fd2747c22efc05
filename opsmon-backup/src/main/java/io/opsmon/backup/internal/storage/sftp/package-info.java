/** Backups on an SFTP server. */
@NullMarked
package io.opsmon.backup.internal.storage.sftp;

import org.jspecify.annotations.NullMarked;
