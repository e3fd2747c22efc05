package io.opsmon.backup.notification;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.masking.Masking;
import java.time.Duration;
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
 * Decides of what somebody is told, and tells it on a thread of its own, several times if need be; nothing waits for
 * it. At most {@value #WAITING} notices wait; more are logged only. Thread-safe.
 *
 * @since 0.1
 */
public final class BackupNotifications implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackupNotifications.class);
    private static final int WAITING = 100;
    private static final int ATTEMPTS = 4;
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Of what somebody is told. */
    public enum When {
        /**
         * Of every failure, of the first success after one, of the first verification of a data source that could not
         * be completed, and of restores.
         */
        CHANGES,
        /** Of failures only. */
        FAILURES,
        /** Of everything that ends. */
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
     * Makes notifications.
     *
     * @param application whose backups they are
     * @param when of what somebody is told
     * @param notifiers how
     * @param catalogue what was before
     * @param pause after the first attempt that failed; twice as long after the second and so on
     * @param masking hides secrets in notices
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
     * Tells of it, if it is worth telling. Returns at once and throws nothing.
     *
     * @param event what happened
     */
    public void on(BackupEvent event) {
        if (!isWorthTelling(event)) {
            return;
        }
        BackupNotice notice = BackupNotice.of(application, event, masking);
        for (BackupNotifier notifier : notifiers) {
            try {
                thread.execute(() -> send(notifier, notice));
            } catch (java.util.concurrent.RejectedExecutionException full) {
                log.warn("Nobody is told by {}: {}. {}", notifier.name(), notice.title(), notice.text());
            }
        }
    }

    private boolean isWorthTelling(BackupEvent event) {
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
        boolean isRestore = event.kind() == BackupEvent.Kind.RESTORING || event.kind() == BackupEvent.Kind.RESTORED;
        return switch (when) {
            case ALL -> true;
            case FAILURES -> BackupNotice.isBad(event.kind());
            case CHANGES -> BackupNotice.isBad(event.kind()) || isChange || isRestore;
        };
    }

    /** Whether the one before it, on whichever node, failed. */
    private boolean followsAFailure(Backup backup) {
        try {
            return catalogue.find(new BackupQuery(backup.dataSource(), null, null, backup.id(), 10)).stream()
                    .filter(before ->
                            before.trigger() != BackupTrigger.SAFETY && before.status() != BackupStatus.CANCELLED)
                    .findFirst()
                    .map(before -> before.status() == BackupStatus.FAILED)
                    .orElse(false);
        } catch (DataAccessException away) {
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
                    log.warn("Nobody was told by {}: {}", notifier.name(), notice.title(), failure);
                    return;
                }
                log.debug("{} failed and is tried again", notifier.name(), failure);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis() << (attempt - 1));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits a little for what is being told. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException impatient) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
