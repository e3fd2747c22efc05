package io.opsmon.backup.schedule;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares {@code opsmon_scheduled_task} with the schedules. Plans executions that are missing or too late because a
 * crash, a restore or a wrong clock has lost or moved a row. Running executions are not changed. Thread-safe.
 */
final class SchedulePlan {

    private static final Logger log = LoggerFactory.getLogger(SchedulePlan.class);

    /** The longest time that a busy data source postpones an execution. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private static final Duration OVERDUE = Duration.ofMinutes(15);

    private final Scheduler scheduler;
    private final CustomTask<Integer> task;

    SchedulePlan(Scheduler scheduler, CustomTask<Integer> task) {
        this.scheduler = scheduler;
        this.task = task;
    }

    /** Returns the planned executions by the ids of their schedules. */
    Map<String, ScheduledExecution<Integer>> executions() {
        Map<String, ScheduledExecution<Integer>> executions = new HashMap<>();
        for (boolean isPicked : List.of(false, true)) {
            scheduler.fetchScheduledExecutionsForTask(
                    task.getName(),
                    Integer.class,
                    com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter.all()
                            .withPicked(isPicked),
                    execution -> executions.put(execution.getTaskInstance().getId(), execution));
        }
        return executions;
    }

    void compare(List<ScheduleTable.Row> rows, Instant now) {
        Map<String, ScheduledExecution<Integer>> executions = executions();
        Set<String> known = new HashSet<>();
        for (ScheduleTable.Row row : rows) {
            known.add(row.id());
            if (row.usable() != null) {
                compare(row.usable(), Optional.ofNullable(executions.get(row.id())), now);
            }
        }
        executions.forEach((id, execution) -> {
            if (!known.contains(id) && !execution.isPicked()) {
                log.warn("Planned execution of schedule \"{}\" is removed, because the schedule does not exist", id);
                cancel(id);
            }
        });
    }

    private void compare(BackupSchedule schedule, Optional<ScheduledExecution<Integer>> planned, Instant now) {
        String id = schedule.id();
        if (planned.isPresent() && planned.get().isPicked()) {
            return;
        }
        Optional<Instant> next = schedule.enabled() ? schedule.next(now) : Optional.empty();
        if (next.isEmpty()) {
            planned.ifPresent(unwanted -> cancel(id));
        } else if (planned.isEmpty()) {
            if (scheduler.scheduleIfNotExists(task.instance(id, 1), next.get())) {
                log.warn("Schedule \"{}\" had no planned execution; it is now planned for {}", id, next.get());
            }
        } else if (planned.get().getExecutionTime().isAfter(next.get().plus(TOLERANCE))) {
            log.warn(
                    "Schedule \"{}\" was planned too late, for {}; it is now planned for {}",
                    id,
                    planned.get().getExecutionTime(),
                    next.get());
            plan(schedule, next.get());
        }
    }

    /** Plans the next execution of a schedule, and replaces an existing plan. */
    void plan(BackupSchedule schedule, Instant next) {
        if (!scheduler.scheduleIfNotExists(task.instance(schedule.id(), 1), next)) {
            try {
                scheduler.reschedule(task.instance(schedule.id()), next, 1);
            } catch (TaskInstanceCurrentlyExecutingException running) {
                log.debug("Schedule \"{}\" is running; its new times apply after the run", schedule.id());
            }
        }
    }

    void cancel(String id) {
        if (scheduler.getScheduledExecution(task.instance(id)).isPresent()) {
            try {
                scheduler.cancel(task.instance(id));
            } catch (TaskInstanceException running) {
                log.debug("Schedule \"{}\" is running; its plan is removed after the run", id);
            }
        }
    }

    /** Returns the schedules that do not run, with the reasons. */
    Map<String, String> problems(List<ScheduleTable.Row> rows, Instant now) {
        Map<String, ScheduledExecution<Integer>> executions = executions();
        Map<String, String> problems = new LinkedHashMap<>();
        for (ScheduleTable.Row row : rows) {
            @Nullable UnusableSchedule unusable = row.unusable();
            @Nullable BackupSchedule schedule = row.usable();
            if (unusable != null) {
                problems.put(unusable.id(), unusable.problem());
            } else if (schedule != null && schedule.enabled()) {
                problem(schedule, executions.get(schedule.id()), now)
                        .ifPresent(problem -> problems.put(schedule.id(), problem));
            }
        }
        return problems;
    }

    private static Optional<String> problem(
            BackupSchedule schedule, @Nullable ScheduledExecution<Integer> planned, Instant now) {
        if (planned == null) {
            return schedule.next(now).isEmpty()
                    ? Optional.of("The schedule has no future time")
                    : Optional.of("The schedule has no planned execution. The next comparison, within an hour,"
                            + " plans the execution");
        }
        if (!planned.isPicked() && planned.getExecutionTime().plus(OVERDUE).isBefore(now)) {
            return Optional.of("The schedule was due at " + planned.getExecutionTime() + ", and no node has run it");
        }
        return Optional.empty();
    }
}
