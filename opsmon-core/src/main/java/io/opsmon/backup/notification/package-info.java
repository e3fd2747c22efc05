/**
 * Who is told of backups, and how: {@link io.opsmon.backup.notification.BackupNotifications} decides, each
 * {@link io.opsmon.backup.notification.BackupNotifier} tells in its own way.
 */
@NullMarked
package io.opsmon.backup.notification;

import org.jspecify.annotations.NullMarked;
