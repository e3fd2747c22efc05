package io.opsmon.boot.backup;

import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.boot.backup.BackupProperties.Schedules;
import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Starts backups after all other components, and stops them before the connection pools are closed. If the database is
 * unavailable at the start, the host starts anyway, and the schedules start when the database is available.
 */
final class BackupLifecycle extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackupLifecycle.class);
    private static final int RETRY_SECONDS = 10;

    private final DefaultBackups backups;
    private final BackupSchedules schedules;
    private final Schedules configured;

    // Guarded by this.
    private @Nullable Thread waiting;
    private boolean scheduling;

    BackupLifecycle(Problems problems, DefaultBackups backups, BackupSchedules schedules, Schedules configured) {
        super("backups", problems);
        this.backups = backups;
        this.schedules = schedules;
        this.configured = configured;
    }

    @Override
    protected synchronized void begin() {
        backups.start();
        try {
            schedule();
        } catch (DataAccessException unavailable) {
            log.warn(
                    "Failed to start the schedules of backups; opsmon retries every {} seconds: {}",
                    RETRY_SECONDS,
                    unavailable.getMessage());
            waiting = new Thread(this::beginLater, "opsmon-backup-start");
            waiting.setDaemon(true);
            waiting.start();
        }
    }

    private synchronized void schedule() {
        if (isRunning()) {
            schedules.start(configured.usable(), configured.unusable());
            scheduling = true;
        }
    }

    private void beginLater() {
        while (isRunning()) {
            try {
                TimeUnit.SECONDS.sleep(RETRY_SECONDS);
                schedule();
                return;
            } catch (DataAccessException unavailable) {
                log.debug("Failed to start the schedules of backups; opsmon retries", unavailable);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Override
    protected void end() {
        boolean wasScheduling;
        synchronized (this) {
            wasScheduling = scheduling;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        if (wasScheduling) {
            schedules.pause();
        }
        backups.close();
        if (wasScheduling) {
            schedules.close();
        }
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 900;
    }
}
