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
import io.opsmon.masking.Masking;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes backups when they are due, each on one node of a cluster. db-scheduler selects the node with the table
 * {@code opsmon_scheduled_task}, separate from the host's schedulers. A backup that was due while no node was running
 * is made once, at the next start of a node. A failed backup is retried after a pause. If a node dies, another node
 * makes the backup. Thread-safe.
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

    /** The data of a task is the number of the attempt. */
    private final CustomTask<Integer> task;

    private final SchedulePlan plan;

    /** Schedules of the configuration that this node cannot run. */
    private final Map<String, UnusableSchedule> misconfigured = new ConcurrentHashMap<>();

    /**
     * Creates the schedules.
     *
     * @param dataSource the data source with {@code opsmon_backup_schedule} and {@code opsmon_scheduled_task}
     * @param backups the backup service
     * @param settings the settings of this node
     * @param clock the clock
     * @param masking the masking of secrets in the problems of schedules
     */
    public BackupSchedules(
            DataSource dataSource, Backups backups, ScheduleSettings settings, Clock clock, Masking masking) {
        this.table = new ScheduleTable(dataSource, masking);
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
                // Failures are recorded in the catalog and logged there.
                .failureLogging(com.github.kagkarlsson.scheduler.logging.LogLevel.DEBUG, false)
                .clock(clock::instant)
                .jdbcCustomization(new InstantColumns(dataSource))
                .build();
        this.plan = new SchedulePlan(scheduler, task);
    }

    /**
     * A schedule with its next time.
     *
     * @param schedule the schedule
     * @param next the next time, or the next retry of a failed backup; null if there is none
     * @param problem the reason why the schedule does not run; null if the schedule runs
     */
    public record Due(
            BackupSchedule schedule,
            @Nullable Instant next,
            @Nullable String problem) {}

    /**
     * Replaces the configured schedules in the table, and starts the search for due schedules.
     *
     * @param configured the schedules in the configuration
     * @throws DataAccessException if the database does not answer
     */
    public void start(List<BackupSchedule> configured) {
        start(configured, List.of());
    }

    /**
     * Replaces the configured schedules in the table, and starts the search for due schedules. Unusable schedules are
     * reported by {@link #unusable} and {@link #problems}; the other schedules run.
     *
     * @param configured the schedules in the configuration
     * @param unusable the schedules in the configuration that this node cannot run; their rows from other nodes are
     *     kept
     * @throws DataAccessException if the database does not answer
     */
    public void start(List<BackupSchedule> configured, List<UnusableSchedule> unusable) {
        misconfigured.clear();
        unusable.forEach(this::refuse);
        Set<String> ids = configured.stream().map(BackupSchedule::id).collect(Collectors.toSet());
        unusable.forEach(each -> ids.add(each.id()));
        for (ScheduleTable.Row known : table.all()) {
            if (known.origin() == Origin.CONFIGURATION && !ids.contains(known.id())) {
                remove(known.id());
            }
        }
        for (BackupSchedule schedule : configured) {
            if (!usable(schedule.id()).filter(schedule::equals).isPresent()) {
                try {
                    put(schedule);
                } catch (IllegalArgumentException unknown) {
                    refuse(new UnusableSchedule(
                            schedule.id(),
                            schedule.dataSource(),
                            schedule.cron(),
                            schedule.zone().getId(),
                            Origin.CONFIGURATION,
                            String.valueOf(unknown.getMessage())));
                }
            }
        }
        compareWithPlan();
        scheduler.start();
    }

    private void refuse(UnusableSchedule schedule) {
        log.error("Backup schedule \"{}\" does not run: {}", schedule.id(), schedule.problem());
        misconfigured.put(schedule.id(), schedule);
    }

    private Optional<BackupSchedule> usable(String id) {
        return table.find(id).map(ScheduleTable.Row::usable);
    }

    /**
     * Compares the planned executions with the schedules. Missing executions are planned, late executions are moved
     * forward, and executions without a schedule are removed. Call this method regularly, on one or several nodes.
     *
     * @throws DataAccessException if the database does not answer
     */
    public void compareWithPlan() {
        plan.compare(table.all(), clock.instant());
    }

    /**
     * Returns the schedules that do not run.
     *
     * @return the reasons by the ids of the schedules; empty if all schedules run
     * @throws DataAccessException if the database does not answer
     */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        List<ScheduleTable.Row> rows = table.all();
        rows.stream()
                .map(ScheduleTable.Row::usable)
                .filter(Objects::nonNull)
                .forEach(schedule ->
                        withoutDataSource(schedule).ifPresent(problem -> problems.put(schedule.id(), problem)));
        plan.problems(rows, clock.instant()).forEach(problems::putIfAbsent);
        misconfigured.forEach((id, schedule) -> problems.put(id, schedule.problem()));
        return problems;
    }

    /** Reports a schedule whose data source was removed from the configuration. */
    private Optional<String> withoutDataSource(BackupSchedule schedule) {
        try {
            backups.source(schedule.dataSource());
            return Optional.empty();
        } catch (IllegalArgumentException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    /**
     * Lists the schedules that this node can run.
     *
     * @return the schedules, ordered by id
     * @throws DataAccessException if the database does not answer
     */
    public List<Due> list() {
        Map<String, String> problems = problems();
        return table.all().stream()
                .map(ScheduleTable.Row::usable)
                .filter(Objects::nonNull)
                .map(schedule -> due(schedule, problems.get(schedule.id())))
                .toList();
    }

    /**
     * Lists the schedules that this node cannot run, from the table and the configuration.
     *
     * @return the schedules, ordered by id; none of {@link #list}
     * @throws DataAccessException if the database does not answer
     */
    public List<UnusableSchedule> unusable() {
        Map<String, UnusableSchedule> unusable = new TreeMap<>(misconfigured);
        for (ScheduleTable.Row row : table.all()) {
            if (row.usable() != null) {
                unusable.remove(row.id());
            } else if (row.unusable() != null) {
                unusable.put(row.id(), row.unusable());
            }
        }
        return List.copyOf(unusable.values());
    }

    /**
     * Finds a schedule.
     *
     * @param id the id of the schedule
     * @return the schedule; empty if there is none that this node can run
     * @throws DataAccessException if the database does not answer
     */
    public Optional<Due> find(String id) {
        return usable(id).map(schedule -> due(schedule, problems().get(id)));
    }

    private Due due(BackupSchedule schedule, @Nullable String problem) {
        return new Due(schedule, schedule.enabled() ? next(schedule.id()) : null, problem);
    }

    /**
     * Returns the next time from the row of the execution. Callers skip paused schedules, whose running execution may
     * still have a row.
     */
    private @Nullable Instant next(String id) {
        return scheduler
                .getScheduledExecution(task.instance(id))
                .map(execution -> execution.getExecutionTime())
                .orElse(null);
    }

    /**
     * Creates or changes a schedule.
     *
     * @param schedule the schedule
     * @return the schedule with its next time
     * @throws IllegalArgumentException if there is no such data source, or the cron expression never matches
     * @throws BackupConflictException if the configuration has a schedule of this id
     * @throws DataAccessException if the database does not answer
     */
    public Due save(BackupSchedule schedule) {
        requireChangeable(schedule.id());
        put(schedule);
        return due(schedule, null);
    }

    /**
     * Deletes a schedule. A running backup continues.
     *
     * @param id the id of the schedule
     * @return false if there is none
     * @throws BackupConflictException if the schedule is from the configuration
     * @throws DataAccessException if the database does not answer
     */
    public boolean delete(String id) {
        requireChangeable(id);
        return remove(id);
    }

    private void requireChangeable(String id) {
        if (misconfigured.containsKey(id)
                || table.find(id)
                        .filter(known -> known.origin() == Origin.CONFIGURATION)
                        .isPresent()) {
            throw new BackupConflictException(
                    "The schedule \"" + id + "\" is defined in the application's configuration: change it there.");
        }
    }

    private void put(BackupSchedule schedule) {
        backups.source(schedule.dataSource());
        Instant next = schedule.next(clock.instant())
                .orElseThrow(() -> new IllegalArgumentException("cron never matches: \"" + schedule.cron() + "\""));
        table.save(schedule);
        if (schedule.enabled()) {
            plan.plan(schedule, next);
        } else {
            plan.cancel(schedule.id());
        }
    }

    private boolean remove(String id) {
        boolean removed = table.delete(id);
        plan.cancel(id);
        return removed;
    }

    private CompletionHandler<Integer> execute(TaskInstance<Integer> instance, ExecutionContext context) {
        Optional<ScheduleTable.Row> row = table.find(instance.getId());
        if (row.map(ScheduleTable.Row::unusable).isPresent()) {
            // Retried later, because another node may have a JDK that can run the schedule.
            return (complete, operations) ->
                    operations.reschedule(complete, clock.instant().plus(BUSY), attempt(instance));
        }
        Optional<BackupSchedule> found = row.map(ScheduleTable.Row::usable).filter(BackupSchedule::enabled);
        if (found.isEmpty()) {
            return (complete, operations) -> operations.remove();
        }
        BackupSchedule schedule = found.get();
        Duration late = Duration.between(context.getExecution().getExecutionTime(), clock.instant());
        if (late.compareTo(BUSY.plus(settings.pollInterval())) > 0) {
            log.warn(
                    "Backup of data source \"{}\" by schedule \"{}\" starts late by {}",
                    schedule.dataSource(),
                    schedule.id(),
                    late);
        }
        Backup backup;
        try {
            backup = backups.run(new BackupRequest(
                    schedule.dataSource(), BackupTrigger.SCHEDULED, schedule.id(), null, attempt(instance)));
        } catch (BackupConflictException busy) {
            log.info("Backup by schedule \"{}\" is postponed: {}", schedule.id(), busy.getMessage());
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

    /** Verifies and applies retention after a stored backup; a failure does not fail the backup. */
    private void follow(BackupSchedule schedule, Backup backup) {
        try {
            if (schedule.verify()) {
                backups.verify(backup.id());
            }
            backups.applyRetention(schedule.dataSource());
        } catch (IOException | RuntimeException failure) {
            log.warn(
                    "Verification or retention after backup \"{}\" by schedule \"{}\" failed",
                    backup.id(),
                    schedule.id(),
                    failure);
        }
    }

    /** Uses the current state of the schedule, which may have been changed during the backup. */
    private void reschedule(ExecutionComplete complete, ExecutionOperations<Integer> operations, String id) {
        Optional<Instant> next =
                usable(id).filter(BackupSchedule::enabled).flatMap(schedule -> schedule.next(clock.instant()));
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
        if (table.find(id).map(ScheduleTable.Row::unusable).isPresent()) {
            operations.reschedule(complete, clock.instant().plus(BUSY), attempt);
            return;
        }
        Optional<BackupSchedule> schedule = usable(id).filter(BackupSchedule::enabled);
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

    /** Signals a failure to db-scheduler; the catalog has the reason. */
    private static final class FailedBackup extends RuntimeException {

        private static final long serialVersionUID = 1;

        FailedBackup(Backup backup) {
            super("Backup \"" + backup.id() + "\" failed: " + backup.problem(), null, false, false);
        }
    }

    /** Stops starting backups. Running backups continue until {@link #close}. */
    public void pause() {
        scheduler.pause();
    }

    /**
     * Stops starting backups and waits for running backups. Close the {@link Backups} first, which stops running
     * backups.
     */
    @Override
    public void close() {
        scheduler.stop();
    }
}
