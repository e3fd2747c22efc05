/**
 * Notifications about backups. {@link io.opsmon.backup.internal.notification.BackupNotifications} selects the events,
 * and each {@link io.opsmon.backup.notification.BackupNotifier} sends the notifications.
 */
@NullMarked
package io.opsmon.backup.notification;

import org.jspecify.annotations.NullMarked;
