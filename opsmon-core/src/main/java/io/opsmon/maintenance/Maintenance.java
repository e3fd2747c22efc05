package io.opsmon.maintenance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.ClockProvider;
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
 * Runs tasks from time to time, each on one node of a cluster at a time: whoever gets the task's row in {@code opsmon_lock} (ShedLock, by the database's clock) runs it, the others
 * pass. A node that dies loses its lock after a minute. A task that fails is logged and tried again when it is next due. Thread-safe.
 *
 * <p>No thread runs before the first task is scheduled.
 *
 * @since 0.1
 */
public final class Maintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration LOCK_AT_MOST = Duration.ofMinutes(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private @Nullable ScheduledExecutorService threads;
    private @Nullable LockProvider locks;

    /**
     * Makes an idle maintenance.
     *
     * @param dataSource where {@code opsmon_lock} is
     */
    public Maintenance(DataSource dataSource) {
        this.dataSource = dataSource;
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

    private void runIfOurTurn(String name, Duration interval, Task task) {
        try {
            // The others do not repeat at once what was just done.
            Duration atLeast = interval.dividedBy(2).compareTo(LOCK_AT_MOST.dividedBy(2)) < 0
                    ? interval.dividedBy(2)
                    : LOCK_AT_MOST.dividedBy(2);
            locks().lock(new LockConfiguration(ClockProvider.now(), name, LOCK_AT_MOST, atLeast))
                    .ifPresent(lock -> run(name, task, lock));
        } catch (RuntimeException | Error failure) {
            log.warn("{} is put off: {}", name, failure.toString());
        }
    }

    private static void run(String name, Task task, SimpleLock lock) {
        try {
            task.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error failure) {
            log.warn("{} failed and is tried again later", name, failure);
        } finally {
            lock.unlock();
        }
    }

    private synchronized LockProvider locks() {
        LockProvider known = locks;
        if (known == null) {
            JdbcTemplateLockProvider provider =
                    new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                            .withJdbcTemplate(new JdbcTemplate(dataSource))
                            .withTableName("opsmon_lock")
                            .usingDbTime()
                            .build());
            known = new KeepAliveLockProvider(provider, threads());
            locks = known;
        }
        return known;
    }

    /** Interrupts what runs and waits for it a little. A host that is stopped may be started again: what is scheduled then runs. */
    @Override
    public void close() {
        @Nullable ScheduledExecutorService running;
        synchronized (this) {
            running = threads;
            threads = null;
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
