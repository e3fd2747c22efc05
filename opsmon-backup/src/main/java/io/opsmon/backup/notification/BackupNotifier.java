package io.opsmon.backup.notification;

/**
 * Sends notifications about backups. A host may add notifiers as beans. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface BackupNotifier {

    /**
     * Returns the name for logs.
     *
     * @return the name, without secrets
     */
    String name();

    /**
     * Sends a notification.
     *
     * @param notice the notification
     * @throws Exception if the notification was not sent; the caller retries a few times
     */
    void send(BackupNotice notice) throws Exception;
}
