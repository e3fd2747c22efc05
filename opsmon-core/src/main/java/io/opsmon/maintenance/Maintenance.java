package io.opsmon.maintenance;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs tasks from time to time, each on one node of a cluster at a time: whoever gets the task's row in
 * {@code opsmon_lock} (ShedLock, by the database's clock) runs it, the others pass. A node that dies loses its lock
 * after a minute. A task that fails is logged and tried again when it is next due. Thread-safe.
 *
 * <p>No thread runs before the first task is scheduled.
 *
 * @since 0.1
 */
public final class Maintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    static final Duration LOCK_AT_MOST = Duration.ofMinutes(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final LocalDateTime LONG_AGO = LocalDateTime.parse("2000-01-02T00:00:00");
    private static final Duration SLACK = Duration.ofMinutes(15);
    static final Duration STUCK = LOCK_AT_MOST.multipliedBy(5);

    private final DataSource dataSource;
    private final Duration slack;
    private final Duration stuck;
    private final Map<String, TaskPlan> plans = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService threads;
    private @Nullable LockProvider locks;

    /**
     * Makes an idle maintenance.
     *
     * @param dataSource where {@code opsmon_lock} is
     */
    public Maintenance(DataSource dataSource) {
        this(dataSource, SLACK, STUCK);
    }

    Maintenance(DataSource dataSource, Duration slack, Duration stuck) {
        this.dataSource = dataSource;
        this.slack = slack;
        this.stuck = stuck;
    }

    /** A task; a thread that stops it is interrupted. */
    @FunctionalInterface
    public interface Task {

        /**
         * Does what is due.
         *
         * @throws Exception to be tried again later
         */
        void run() throws Exception;
    }

    /**
     * Schedules a task.
     *
     * @param name names it in the whole cluster, at most 64 characters
     * @param interval from the end of one run to the beginning of the next; at least a second
     * @param task what to do
     */
    public synchronized void schedule(String name, Duration interval, Task task) {
        ScheduledExecutorService running = threads();
        long millis = Math.max(1_000, interval.toMillis());
        plans.put(name, new TaskPlan(Duration.ofMillis(millis), slack, System.nanoTime()));
        // Every failure is logged where it happens.
        Future<?> unused = running.scheduleWithFixedDelay(
                () -> runIfOurTurn(name, interval, task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private synchronized ScheduledExecutorService threads() {
        ScheduledExecutorService running = threads;
        if (running == null) {
            running = Executors.newScheduledThreadPool(2, daemons());
            threads = running;
        }
        return running;
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "opsmon-maintenance-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs something now, if no other node runs it.
     *
     * @param name names it in the whole cluster, at most 64 characters
     * @param task what to do
     * @throws Exception what the task threw
     */
    public void runLocked(String name, Task task) throws Exception {
        Optional<SimpleLock> lock =
                locks().lock(new LockConfiguration(ClockProvider.now(), name, LOCK_AT_MOST, Duration.ZERO));
        if (lock.isPresent()) {
            try {
                task.run();
            } finally {
                lock.get().unlock();
            }
        }
    }

    /**
     * The tasks that are due and do not run, on this node or, as far as it can be seen, on any other.
     *
     * @return the reasons by the tasks' names; empty if all run
     */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        plans.forEach(
                (name, plan) -> plan.problem(System.nanoTime()).ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }

    private void runIfOurTurn(String name, Duration interval, Task task) {
        TaskPlan plan = plans.computeIfAbsent(name, unknown -> new TaskPlan(interval, slack, System.nanoTime()));
        try {
            // The others do not repeat at once what was just done.
            Duration atLeast = interval.dividedBy(2).compareTo(LOCK_AT_MOST.dividedBy(2)) < 0
                    ? interval.dividedBy(2)
                    : LOCK_AT_MOST.dividedBy(2);
            LockConfiguration lock = new LockConfiguration(ClockProvider.now(), name, LOCK_AT_MOST, atLeast);
            Optional<SimpleLock> ours = locks().lock(lock);
            if (ours.isPresent()) {
                run(name, task, plan, ours.get());
            } else {
                refused(name, interval, task, plan);
            }
        } catch (RuntimeException | Error failure) {
            plan.failed(failure);
            log.warn("{} is put off: {}", name, failure.toString());
        }
    }

    private static void run(String name, Task task, TaskPlan plan, SimpleLock lock) {
        try {
            task.run();
            plan.succeeded(System.nanoTime());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error failure) {
            plan.failed(failure);
            log.warn("{} failed and is tried again later", name, failure);
        } finally {
            lock.unlock();
        }
    }

    private void refused(String name, Duration interval, Task task, TaskPlan plan) {
        boolean isNew = !releaseIfStuck(name, interval, task, plan) && plan.isJustRefused();
        synchronized (this) {
            if (isNew && threads != null && interval.compareTo(stuck) > 0) {
                // A task that is due once a day is not to wait for two days.
                Future<?> unused = threads.schedule(
                        () -> lookAgain(name, interval, task, plan), stuck.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void lookAgain(String name, Duration interval, Task task, TaskPlan plan) {
        try {
            releaseIfStuck(name, interval, task, plan);
        } catch (RuntimeException | Error failure) {
            log.warn("It cannot be seen who holds the lock of {}: {}", name, failure.toString());
        }
    }

    /**
     * A lock that lasts for longer than any node takes one, by a wrong clock of the database for example, is taken
     * away.
     */
    private boolean releaseIfStuck(String name, Duration interval, Task task, TaskPlan plan) {
        List<LocalDateTime> until = lockUntil(dataSource, name);
        if (until.isEmpty() || plan.refused(until.get(0), System.nanoTime()).compareTo(stuck) < 0) {
            return false;
        }
        boolean isReleased = release(dataSource, name, until.get(0));
        if (isReleased) {
            runIfOurTurn(name, interval, task);
        }
        return isReleased;
    }

    /** The end of a lock's lease; empty if the lock was never held. */
    static List<LocalDateTime> lockUntil(DataSource dataSource, String name) {
        // As the column has it: a Timestamp goes through the calendar of the JVM's locale.
        return new JdbcTemplate(dataSource)
                .query(
                        "SELECT lock_until FROM opsmon_lock WHERE name = ?",
                        (row, number) -> row.getObject(1, LocalDateTime.class),
                        name);
    }

    /** Ends a lease that nobody prolongs, unless somebody has prolonged it. */
    static boolean release(DataSource dataSource, String name, LocalDateTime until) {
        boolean isReleased = new JdbcTemplate(dataSource)
                        .update(
                                "UPDATE opsmon_lock SET lock_until = ? WHERE name = ? AND lock_until = ?",
                                LONG_AGO,
                                name,
                                until)
                > 0;
        if (isReleased) {
            log.warn("The lock of {} did not end, and no node held it any more. It is released", name);
        }
        return isReleased;
    }

    /** The locks by the database's clock, under the name of their holder; null for the machine's name. */
    static ExtensibleLockProvider provider(DataSource dataSource, @Nullable String holder) {
        JdbcTemplateLockProvider.Configuration.Builder locks = JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(new JdbcTemplate(dataSource))
                .withTableName("opsmon_lock")
                .usingDbTime();
        return new JdbcTemplateLockProvider((holder == null ? locks : locks.withLockedByValue(holder)).build());
    }

    private synchronized LockProvider locks() {
        LockProvider known = locks;
        if (known == null) {
            known = new KeepAliveLockProvider(provider(dataSource, null), threads());
            locks = known;
        }
        return known;
    }

    /**
     * Interrupts what runs and waits for it a little. A host that is stopped may be started again: what is scheduled
     * then runs.
     */
    @Override
    public void close() {
        @Nullable ScheduledExecutorService running;
        synchronized (this) {
            running = threads;
            threads = null;
            plans.clear();
            // It keeps locks alive by those threads.
            locks = null;
        }
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            if (!running.awaitTermination(STOP_GRACE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("A maintenance task did not stop within {}", STOP_GRACE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
