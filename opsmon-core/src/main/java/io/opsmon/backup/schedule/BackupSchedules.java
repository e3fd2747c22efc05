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
 * Makes backups when they are due, each on one node of a cluster: db-scheduler picks it, on the table
 * {@code opsmon_scheduled_task}, and no scheduler of the host's meets it. One that was due while no node ran is made
 * when one does, once. One that failed is tried again after a while; one whose node died is made by another.
 * Thread-safe.
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

    private final SchedulePlan plan;

    /** Schedules of the configuration that this node cannot run. */
    private final Map<String, UnusableSchedule> misconfigured = new ConcurrentHashMap<>();

    /**
     * Makes schedules of backups.
     *
     * @param dataSource where {@code opsmon_backup_schedule} and {@code opsmon_scheduled_task} are
     * @param backups makes them
     * @param settings how
     * @param clock the time
     * @param masking hides secrets in the problems of schedules
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
                // What failed is told by the catalogue, and logged there.
                .failureLogging(com.github.kagkarlsson.scheduler.logging.LogLevel.DEBUG, false)
                .clock(clock::instant)
                .jdbcCustomization(new InstantColumns(dataSource))
                .build();
        this.plan = new SchedulePlan(scheduler, task);
    }

    /**
     * A schedule, and when it is due.
     *
     * @param schedule the schedule
     * @param next when it is due next, a failed one's next attempt too; null if it is not
     * @param problem the reason why it is not going to run; null if it is
     */
    public record Due(
            BackupSchedule schedule,
            @Nullable Instant next,
            @Nullable String problem) {}

    /**
     * Takes over what is configured, in the place of what was before, and begins to look for what is due.
     *
     * @param configured the schedules in the configuration
     * @throws DataAccessException if the database does not answer
     */
    public void start(List<BackupSchedule> configured) {
        start(configured, List.of());
    }

    /**
     * Takes over what is configured, in the place of what was before, and begins to look for what is due. A schedule
     * that cannot be used is reported by {@link #unusable} and {@link #problems}; the others run.
     *
     * @param configured the schedules in the configuration
     * @param unusable the schedules in the configuration that this node cannot run; what other nodes have of them stays
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
        log.error("The backup schedule {} does not run: {}", schedule.id(), schedule.problem());
        misconfigured.put(schedule.id(), schedule);
    }

    private Optional<BackupSchedule> usable(String id) {
        return table.find(id).map(ScheduleTable.Row::usable);
    }

    /**
     * Compares what is planned with the schedules: what is not planned is planned anew, what is planned too late is
     * planned earlier, and what no schedule has planned is removed. To be called from time to time, by one node or by
     * several.
     *
     * @throws DataAccessException if the database does not answer
     */
    public void compareWithPlan() {
        plan.compare(table.all(), clock.instant());
    }

    /**
     * The schedules that are not going to run.
     *
     * @return the reasons by the schedules' ids; empty if all run
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

    /** One that was made before the data source was taken out of the configuration. */
    private Optional<String> withoutDataSource(BackupSchedule schedule) {
        try {
            backups.source(schedule.dataSource());
            return Optional.empty();
        } catch (IllegalArgumentException unknown) {
            return Optional.of(String.valueOf(unknown.getMessage()));
        }
    }

    /**
     * All schedules that this node understands.
     *
     * @return by their ids
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
     * The schedules that this node does not understand, of the table and of the configuration.
     *
     * @return by their ids; none of {@link #list}
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
     * One schedule.
     *
     * @param id its id
     * @return the schedule; empty if there is none that this node understands
     * @throws DataAccessException if the database does not answer
     */
    public Optional<Due> find(String id) {
        return usable(id).map(schedule -> due(schedule, problems().get(id)));
    }

    private Due due(BackupSchedule schedule, @Nullable String problem) {
        return new Due(schedule, schedule.enabled() ? next(schedule.id()) : null, problem);
    }

    /** A paused schedule has none, although the row of a run that is not over yet may still have one. */
    private @Nullable Instant next(String id) {
        return scheduler
                .getScheduledExecution(task.instance(id))
                .map(execution -> execution.getExecutionTime())
                .orElse(null);
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
        return due(schedule, null);
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
        if (misconfigured.containsKey(id)
                || table.find(id)
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
            // Another node may have a JDK that knows its zone.
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

    /**
     * Begins nothing more and waits for what runs. To be called after the {@link Backups} were closed, which stops it.
     */
    @Override
    public void close() {
        scheduler.stop();
    }
}
