package io.opsmon.backup.internal.notification;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.notification.BackupNotice;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.masking.Masking;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Selects the events to notify about and sends the notifications on a separate thread, with retries. Callers never
 * wait. At most {@value #WAITING} notifications wait; further notifications are only logged. Thread-safe.
 *
 * @since 0.1
 */
public final class BackupNotifications implements AutoCloseable {

    private static final Set<BackupEvent.Kind> RESTORES =
            EnumSet.of(BackupEvent.Kind.RESTORING, BackupEvent.Kind.RESTORED, BackupEvent.Kind.RESTORED_WITH_WARNINGS);

    private static final Logger log = LoggerFactory.getLogger(BackupNotifications.class);
    private static final int WAITING = 100;
    private static final int ATTEMPTS = 4;
    private static final Duration STOP = Duration.ofSeconds(5);

    /** The events to notify about. */
    public enum When {
        /**
         * Every failure, the first success after a failure, the first verification of a data source that could not be
         * completed, and restores.
         */
        CHANGES,
        /** Failures only. */
        FAILURES,
        /** All events. */
        ALL
    }

    private final String application;
    private final When when;
    private final List<BackupNotifier> notifiers;
    private final BackupCatalogue catalogue;
    private final Duration pause;
    private final Masking masking;

    /** Data sources whose last verification on this node failed. */
    private final Set<String> doubted = ConcurrentHashMap.newKeySet();

    /** Data sources whose last verification on this node could not be completed. */
    private final Set<String> unverifiable = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                Thread made = new Thread(task, "opsmon-backup-notices");
                made.setDaemon(true);
                return made;
            });

    /**
     * Creates the notifications.
     *
     * @param application the name of the application
     * @param when the events to notify about
     * @param notifiers the notifiers
     * @param catalogue the catalog, for the result of earlier backups
     * @param pause the pause after the first failed attempt, doubled after each further failure
     * @param masking the masking of secrets in notifications
     */
    public BackupNotifications(
            String application,
            When when,
            List<BackupNotifier> notifiers,
            BackupCatalogue catalogue,
            Duration pause,
            Masking masking) {
        this.application = application;
        this.when = when;
        this.notifiers = List.copyOf(notifiers);
        this.catalogue = catalogue;
        this.pause = pause;
        this.masking = masking;
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Sends a notification if the event is selected. Returns immediately and throws nothing.
     *
     * @param event the event
     */
    public void on(BackupEvent event) {
        if (!isSelected(event)) {
            return;
        }
        BackupNotice notice = BackupNotice.of(application, event, masking);
        for (BackupNotifier notifier : notifiers) {
            try {
                thread.execute(() -> send(notifier, notice));
            } catch (java.util.concurrent.RejectedExecutionException full) {
                log.warn(
                        "Notification by {} is dropped, because the queue is full: {}. {}",
                        notifier.name(),
                        notice.title(),
                        notice.text());
            }
        }
    }

    private boolean isSelected(BackupEvent event) {
        String dataSource = event.backup().dataSource();
        boolean isChange = switch (event.kind()) {
            case VERIFICATION_FAILED -> {
                unverifiable.remove(dataSource);
                yield doubted.add(dataSource);
            }
            case VERIFICATION_INCONCLUSIVE -> unverifiable.add(dataSource);
            case VERIFIED -> {
                boolean isVerifiableAgain = unverifiable.remove(dataSource);
                yield doubted.remove(dataSource) || isVerifiableAgain;
            }
            case SUCCEEDED -> when == When.CHANGES && followsAFailure(event.backup());
            default -> false;
        };
        boolean isRestore = RESTORES.contains(event.kind());
        return switch (when) {
            case ALL -> true;
            case FAILURES -> BackupNotice.isBad(event.kind());
            case CHANGES -> BackupNotice.isBad(event.kind()) || isChange || isRestore;
        };
    }

    /** Checks whether the previous backup, made on any node, failed. */
    private boolean followsAFailure(Backup backup) {
        try {
            return catalogue.find(new BackupQuery(backup.dataSource(), null, null, backup.id(), 10)).stream()
                    .filter(before ->
                            before.trigger() != BackupTrigger.SAFETY && before.status() != BackupStatus.CANCELLED)
                    .findFirst()
                    .map(before -> before.status() == BackupStatus.FAILED)
                    .orElse(false);
        } catch (DataAccessException unavailable) {
            return false;
        }
    }

    private void send(BackupNotifier notifier, BackupNotice notice) {
        for (int attempt = 1; ; attempt++) {
            try {
                notifier.send(notice);
                return;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception failure) {
                if (attempt == ATTEMPTS) {
                    log.warn("Notification by {} failed and is dropped: {}", notifier.name(), notice.title(), failure);
                    return;
                }
                log.debug("Notification by {} failed and is retried", notifier.name(), failure);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis() << (attempt - 1));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits up to five seconds for notifications in progress. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
