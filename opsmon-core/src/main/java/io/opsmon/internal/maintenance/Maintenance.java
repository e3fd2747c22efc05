package io.opsmon.internal.maintenance;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
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
import net.javacrumbs.shedlock.provider.sql.DatabaseProduct;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs tasks periodically, each on one node of a cluster at a time. The node that acquires the task's row in
 * {@code opsmon_lock} runs the task (ShedLock, by the clock of the database); other nodes skip the run. The lock of a
 * killed node ends after a minute. A failed task is logged and retried at its next run. Thread-safe.
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
     * Creates a maintenance without tasks.
     *
     * @param dataSource the database with {@code opsmon_lock}
     */
    public Maintenance(DataSource dataSource) {
        this(dataSource, SLACK, STUCK);
    }

    Maintenance(DataSource dataSource, Duration slack, Duration stuck) {
        this.dataSource = dataSource;
        this.slack = slack;
        this.stuck = stuck;
    }

    /** Task; it is interrupted when the maintenance is closed. */
    @FunctionalInterface
    public interface Task {

        /**
         * Runs the task.
         *
         * @throws Exception if the task failed; the task is retried later
         */
        void run() throws Exception;
    }

    /**
     * Schedules a task.
     *
     * @param name the name of the task in the whole cluster, at most 64 characters
     * @param interval the time from the end of a run to the start of the next; at least a second
     * @param task the task
     */
    public synchronized void schedule(String name, Duration interval, Task task) {
        ScheduledExecutorService running = threads();
        long millis = Math.max(1_000, interval.toMillis());
        plans.put(name, new TaskPlan(Duration.ofMillis(millis), slack, System.nanoTime()));
        // Every failure is logged at its source.
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
     * Runs a task now, unless another node runs it.
     *
     * @param name the name of the task in the whole cluster, at most 64 characters
     * @param task the task
     * @throws Exception the exception of the task
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
     * Returns the tasks that are overdue on this node and, as far as visible, on every other node.
     *
     * @return the problems by the names of the tasks; empty if all tasks run
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
            // The lock is kept for a while, so that other nodes do not repeat the run at once.
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
            log.warn(
                    "Starting the maintenance task \"{}\" failed; it is retried at its next run: {}",
                    name,
                    failure.toString());
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
            log.warn("The maintenance task \"{}\" failed; it is retried at its next run", name, failure);
        } finally {
            lock.unlock();
        }
    }

    private void refused(String name, Duration interval, Task task, TaskPlan plan) {
        boolean isNew = !releaseIfStuck(name, interval, task, plan) && plan.isJustRefused();
        synchronized (this) {
            if (isNew && threads != null && interval.compareTo(stuck) > 0) {
                // A daily task should not wait for two days.
                Future<?> unused = threads.schedule(
                        () -> lookAgain(name, interval, task, plan), stuck.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void lookAgain(String name, Duration interval, Task task, TaskPlan plan) {
        try {
            releaseIfStuck(name, interval, task, plan);
        } catch (RuntimeException | Error failure) {
            log.warn("Reading the lock of the maintenance task \"{}\" failed: {}", name, failure.toString());
        }
    }

    /** Releases a lock that lasts longer than any node acquires it, for example after a wrong clock of the database. */
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

    /** Returns the end of a lock's lease; empty if the lock was never held. */
    static List<LocalDateTime> lockUntil(DataSource dataSource, String name) {
        // Read in the type of the column: a Timestamp is converted by the calendar of the JVM's locale.
        return new JdbcTemplate(dataSource)
                .query(
                        "SELECT lock_until FROM opsmon_lock WHERE name = ?",
                        (row, number) -> row.getObject(1, LocalDateTime.class),
                        name);
    }

    /** Ends a lease that is not prolonged. If the lease was prolonged meanwhile, the method has no effect. */
    static boolean release(DataSource dataSource, String name, LocalDateTime until) {
        boolean isReleased = new JdbcTemplate(dataSource)
                        .update(
                                "UPDATE opsmon_lock SET lock_until = ? WHERE name = ? AND lock_until = ?",
                                LONG_AGO,
                                name,
                                until)
                > 0;
        if (isReleased) {
            log.warn("Released the lock \"{}\": its lease did not end, and no node prolonged it", name);
        }
        return isReleased;
    }

    /**
     * Creates the locks by the clock of the database, with the name of their holder; null for the name of the machine.
     */
    static ExtensibleLockProvider provider(DataSource dataSource, @Nullable String holder) {
        JdbcTemplateLockProvider.Configuration.Builder locks = JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(new JdbcTemplate(dataSource))
                .withTableName("opsmon_lock")
                .withDatabaseProduct(product(dataSource))
                .usingDbTime();
        return new JdbcTemplateLockProvider((holder == null ? locks : locks.withLockedByValue(holder)).build());
    }

    /** ShedLock itself knows the databases by their product names only. */
    private static DatabaseProduct product(DataSource dataSource) {
        Dialects dialects = Dialects.of(dataSource);
        @Nullable DatabaseDialect dialect = dialects.known();
        if (dialect == null) {
            dialect = new OwnTransactions(dataSource).run("Detect the database type", dialects::of);
        }
        return switch (dialect.family()) {
            case H2 -> DatabaseProduct.H2;
            case POSTGRESQL -> DatabaseProduct.POSTGRES_SQL;
            case MYSQL -> DatabaseProduct.MY_SQL;
        };
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
     * Interrupts running tasks and waits up to ten seconds for their end. After a restart of the host, tasks can be
     * scheduled again.
     */
    @Override
    public void close() {
        @Nullable ScheduledExecutorService running;
        synchronized (this) {
            running = threads;
            threads = null;
            plans.clear();
            // The provider keeps locks alive by these threads.
            locks = null;
        }
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            if (!running.awaitTermination(STOP_GRACE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("A maintenance task did not stop within {}; it is left running", STOP_GRACE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
