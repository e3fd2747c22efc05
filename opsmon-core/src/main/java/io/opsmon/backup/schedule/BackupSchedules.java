package io.opsmon.backup.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.Backups;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes backups when they are due, each on one node of a cluster: db-scheduler picks it, on the table {@code opsmon_scheduled_task}, and no scheduler of the host's meets it. One that was due while no node ran is made when one does, once. One that failed is tried again after a while; one whose node died is
 * made by another. Thread-safe.
 *
 * @since 0.1
 */
public final class BackupSchedules implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackupSchedules.class);
    private static final String TASK = "backup";
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration BUSY = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final ScheduleTable table;
    private final Backups backups;
    private final ScheduleSettings settings;
    private final Clock clock;
    private final Scheduler scheduler;

    /** The number in a task is that of the attempt. */
    private final CustomTask<Integer> task;

    /**
     * Makes schedules of backups.
     *
     * @param dataSource where {@code opsmon_backup_schedule} and {@code opsmon_scheduled_task} are
     * @param backups makes them
     * @param settings how
     * @param clock the time
     */
    public BackupSchedules(DataSource dataSource, Backups backups, ScheduleSettings settings, Clock clock) {
        this.table = new ScheduleTable(dataSource);
        this.backups = backups;
        this.settings = settings;
        this.clock = clock;
        this.task = Tasks.custom(TASK, Integer.class)
                .onFailure(this::failed)
                .onDeadExecution(this::failed)
                .execute(this::execute);
        this.scheduler = Scheduler.create(dataSource, task)
                .tableName("opsmon_scheduled_task")
                .schedulerName(new SchedulerName.Fixed(settings.node()))
                .threads(settings.concurrency())
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeatInterval())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(STOP)
                // What failed is told by the catalogue, and logged there.
                .failureLogging(com.github.kagkarlsson.scheduler.logging.LogLevel.DEBUG, false)
                .clock(clock::instant)
                .alwaysPersistTimestampInUTC()
                .build();
    }

    /**
     * A schedule, and when it is due.
     *
     * @param schedule the schedule
     * @param next when it is due next, a failed one's next attempt too; null if it is not
     */
    public record Due(BackupSchedule schedule, @Nullable Instant next) {}

    /**
     * Takes over what is configured, in the place of what was before, and begins to look for what is due.
     *
     * @param configured the schedules in the configuration
     * @throws DataAccessException if the database does not answer
     */
    public void start(List<BackupSchedule> configured) {
        Set<String> ids = configured.stream().map(BackupSchedule::id).collect(Collectors.toSet());
        for (BackupSchedule known : table.all()) {
            if (known.origin() == Origin.CONFIGURATION && !ids.contains(known.id())) {
                remove(known.id());
            }
        }
        for (BackupSchedule schedule : configured) {
            if (!table.find(schedule.id()).filter(schedule::equals).isPresent()) {
                put(schedule);
            }
        }
        scheduler.start();
    }

    /**
     * All schedules.
     *
     * @return by their ids
     * @throws DataAccessException if the database does not answer
     */
    public List<Due> list() {
        return table.all().stream().map(this::due).toList();
    }

    /**
     * One schedule.
     *
     * @param id its id
     * @return the schedule; empty if there is none
     * @throws DataAccessException if the database does not answer
     */
    public Optional<Due> find(String id) {
        return table.find(id).map(this::due);
    }

    private Due due(BackupSchedule schedule) {
        return new Due(
                schedule,
                scheduler
                        .getScheduledExecution(task.instance(schedule.id()))
                        .map(execution -> execution.getExecutionTime())
                        .orElse(null));
    }

    /**
     * Makes a schedule, or changes it.
     *
     * @param schedule the schedule
     * @return the schedule and when it is due
     * @throws IllegalArgumentException if there is no such data source, or the time never comes
     * @throws BackupConflictException if the one of this id is in the configuration
     * @throws DataAccessException if the database does not answer
     */
    public Due save(BackupSchedule schedule) {
        requireChangeable(schedule.id());
        put(schedule);
        return due(schedule);
    }

    /**
     * Removes a schedule. What it has begun goes on.
     *
     * @param id its id
     * @return false if there is none
     * @throws BackupConflictException if it is in the configuration
     * @throws DataAccessException if the database does not answer
     */
    public boolean delete(String id) {
        requireChangeable(id);
        return remove(id);
    }

    private void requireChangeable(String id) {
        if (table.find(id)
                .filter(known -> known.origin() == Origin.CONFIGURATION)
                .isPresent()) {
            throw new BackupConflictException(
                    "The schedule \"" + id + "\" is in the application's configuration: change it there.");
        }
    }

    private void put(BackupSchedule schedule) {
        backups.source(schedule.dataSource());
        Instant next = schedule.next(clock.instant())
                .orElseThrow(() -> new IllegalArgumentException("cron never comes: \"" + schedule.cron() + "\""));
        table.save(schedule);
        TaskInstance<Integer> instance = task.instance(schedule.id(), 1);
        if (!schedule.enabled()) {
            cancel(schedule.id());
        } else if (!scheduler.scheduleIfNotExists(instance, next)) {
            try {
                scheduler.reschedule(instance, next, 1);
            } catch (com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException running) {
                log.debug("The schedule {} is running, and is due by its new times thereafter", schedule.id());
            }
        }
    }

    private boolean remove(String id) {
        boolean removed = table.delete(id);
        cancel(id);
        return removed;
    }

    private void cancel(String id) {
        if (scheduler.getScheduledExecution(task.instance(id)).isPresent()) {
            try {
                scheduler.cancel(task.instance(id));
            } catch (com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException running) {
                log.debug("The schedule {} is running, and is not due any more thereafter", id);
            }
        }
    }

    private CompletionHandler<Integer> execute(TaskInstance<Integer> instance, ExecutionContext context) {
        Optional<BackupSchedule> found = table.find(instance.getId()).filter(BackupSchedule::enabled);
        if (found.isEmpty()) {
            return (complete, operations) -> operations.remove();
        }
        BackupSchedule schedule = found.get();
        Duration late = Duration.between(context.getExecution().getExecutionTime(), clock.instant());
        if (late.compareTo(BUSY.plus(settings.pollInterval())) > 0) {
            log.warn("The backup of {} by the schedule {} is late by {}", schedule.dataSource(), schedule.id(), late);
        }
        Backup backup;
        try {
            backup = backups.run(new BackupRequest(
                    schedule.dataSource(), BackupTrigger.SCHEDULED, schedule.id(), null, attempt(instance)));
        } catch (BackupConflictException busy) {
            log.info("The backup by the schedule {} waits: {}", schedule.id(), busy.getMessage());
            return (complete, operations) ->
                    operations.reschedule(complete, clock.instant().plus(BUSY), attempt(instance));
        }
        if (!backup.status().isStored() && backup.status() != BackupStatus.CANCELLED) {
            throw new FailedBackup(backup);
        }
        if (backup.status().isStored()) {
            follow(schedule, backup);
        }
        return (complete, operations) -> reschedule(complete, operations, schedule.id());
    }

    private static int attempt(TaskInstance<Integer> instance) {
        return instance.getData() == null ? 1 : instance.getData();
    }

    /** The backup is there, whatever becomes of this. */
    private void follow(BackupSchedule schedule, Backup backup) {
        try {
            if (schedule.verify()) {
                backups.verify(backup.id());
            }
            backups.applyRetention(schedule.dataSource());
        } catch (IOException | RuntimeException failure) {
            log.warn("After the backup {} by the schedule {}", backup.id(), schedule.id(), failure);
        }
    }

    /** By the schedule as it is now: it may have been changed meanwhile. */
    private void reschedule(ExecutionComplete complete, ExecutionOperations<Integer> operations, String id) {
        Optional<Instant> next =
                table.find(id).filter(BackupSchedule::enabled).flatMap(schedule -> schedule.next(clock.instant()));
        if (next.isPresent()) {
            operations.reschedule(complete, next.get(), 1);
        } else {
            operations.remove();
        }
    }

    private void failed(ExecutionComplete complete, ExecutionOperations<Integer> operations) {
        String id = complete.getExecution().getId();
        Object data = complete.getExecution().taskInstance.getData();
        int attempt = data instanceof Integer number ? number : 1;
        Optional<BackupSchedule> schedule = table.find(id).filter(BackupSchedule::enabled);
        if (schedule.isEmpty() || attempt > schedule.get().retries()) {
            reschedule(complete, operations, id);
            return;
        }
        Instant retry = clock.instant().plus(settings.retryBackoff().multipliedBy(1L << (attempt - 1)));
        Optional<Instant> regular = schedule.get().next(clock.instant());
        if (regular.isPresent() && regular.get().isBefore(retry)) {
            operations.reschedule(complete, regular.get(), 1);
        } else {
            operations.reschedule(complete, retry, attempt + 1);
        }
    }

    /** Tells db-scheduler that it failed; the catalogue tells why. */
    private static final class FailedBackup extends RuntimeException {

        private static final long serialVersionUID = 1;

        FailedBackup(Backup backup) {
            super("The backup " + backup.id() + " failed: " + backup.problem(), null, false, false);
        }
    }

    /** Begins nothing more. What runs goes on, until {@link #close}. */
    public void pause() {
        scheduler.pause();
    }

    /** Begins nothing more and waits for what runs. To be called after the {@link Backups} were closed, which stops it. */
    @Override
    public void close() {
        scheduler.stop();
    }
}
