package io.opsmon.backup.notification;

/**
 * A way to tell somebody. A host may add its own as a bean. Thread-safe.
 *
 * @since 0.1
 */
public interface BackupNotifier {

    /**
     * Its name in logs.
     *
     * @return the name, without what is secret
     */
    String name();

    /**
     * Tells somebody.
     *
     * @param notice what
     * @throws Exception if it was not told; it is tried again a few times
     */
    void send(BackupNotice notice) throws Exception;
}
