package io.opsmon.internal.maintenance;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import net.javacrumbs.shedlock.support.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lock with one holder in a cluster at a time: a row of {@code opsmon_lock}, by the clock of the database. The holder
 * prolongs its lease of one minute while it works, so the lock of a killed process ends within a minute. The lock is
 * not reentrant: a second attempt of the same node is also refused. Thread-safe.
 *
 * <p>Unlike the lock of a {@linkplain Maintenance task}, this lock is free immediately after its holder has finished.
 *
 * @since 0.1
 */
public final class NodeLock {

    private static final Logger log = LoggerFactory.getLogger(NodeLock.class);
    private static final char SEPARATOR = '#';
    private static final int MAX_NODE = 200;

    private final DataSource dataSource;
    private final String name;
    private final String node;
    private final Duration stuck;

    /** End of the lease at the last refusal. Guarded by this, like the time of the first refusal with this end. */
    private @Nullable LocalDateTime refusedUntil;

    private long refusedSinceNanos;

    /**
     * Creates a lock without a holder.
     *
     * @param dataSource the database with {@code opsmon_lock}
     * @param name the name of the lock in the whole cluster, at most 64 characters
     * @param node the name of this node, for the messages of other nodes; null for the name of the machine
     */
    public NodeLock(DataSource dataSource, String name, @Nullable String node) {
        this(dataSource, name, node, Maintenance.STUCK);
    }

    NodeLock(DataSource dataSource, String name, @Nullable String node, Duration stuck) {
        this.dataSource = dataSource;
        this.name = name;
        this.node = node == null ? Utils.getHostname() : node;
        this.stuck = stuck;
    }

    /**
     * Lock held by this process. Closing releases the lock. A failure to release is logged; the lease then ends within
     * a minute.
     */
    public static final class Held implements AutoCloseable {

        private final String name;
        private final SimpleLock lock;
        private final ScheduledExecutorService prolonging;

        private Held(String name, SimpleLock lock, ScheduledExecutorService prolonging) {
            this.name = name;
            this.lock = lock;
            this.prolonging = prolonging;
        }

        @Override
        public void close() {
            try {
                lock.unlock();
            } catch (RuntimeException failure) {
                log.warn(
                        "Releasing the lock \"{}\" failed; its lease ends within {}",
                        name,
                        Maintenance.LOCK_AT_MOST,
                        failure);
            } finally {
                prolonging.shutdownNow();
            }
        }
    }

    /**
     * Acquires the lock if it is free.
     *
     * @return the lock, to be closed; empty if this node or another holds it
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public Optional<Held> tryAcquire() {
        ScheduledExecutorService prolonging = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "opsmon-lock-" + name);
            thread.setDaemon(true);
            return thread;
        });
        boolean isHeld = false;
        try {
            Optional<SimpleLock> lock = lock(prolonging);
            if (lock.isEmpty() && releaseIfStuck()) {
                lock = lock(prolonging);
            }
            isHeld = lock.isPresent();
            return lock.map(held -> new Held(name, held, prolonging));
        } finally {
            if (!isHeld) {
                prolonging.shutdownNow();
            }
        }
    }

    /**
     * Acquires the lock with a unique holder, because two processes may have the same node name. A holder with an ended
     * lease must not prolong or release the lease of its successor.
     */
    private Optional<SimpleLock> lock(ScheduledExecutorService prolonging) {
        String holder = node.substring(0, Math.min(node.length(), MAX_NODE)) + SEPARATOR + UUID.randomUUID();
        return new KeepAliveLockProvider(Maintenance.provider(dataSource, holder), prolonging)
                .lock(new LockConfiguration(ClockProvider.now(), name, Maintenance.LOCK_AT_MOST, Duration.ZERO));
    }

    /**
     * Returns the node that holds the lock.
     *
     * @return the name of the last holder; empty if there has been none
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public Optional<String> holder() {
        return new JdbcTemplate(dataSource)
                .queryForList("SELECT locked_by FROM opsmon_lock WHERE name = ?", String.class, name).stream()
                        .map(NodeLock::nodeOf)
                        .findFirst();
    }

    private static String nodeOf(String holder) {
        int end = holder.lastIndexOf(SEPARATOR);
        return end < 0 ? holder : holder.substring(0, end);
    }

    /**
     * Releases the lock if its lease neither changes nor ends, for example after a wrong clock of the database. Such a
     * lease has no holder, because a holder prolongs its lease.
     */
    private synchronized boolean releaseIfStuck() {
        List<LocalDateTime> until = Maintenance.lockUntil(dataSource, name);
        if (until.isEmpty()) {
            return false;
        }
        if (!until.get(0).equals(refusedUntil)) {
            refusedUntil = until.get(0);
            refusedSinceNanos = System.nanoTime();
            return false;
        }
        return System.nanoTime() - refusedSinceNanos >= stuck.toNanos()
                && Maintenance.release(dataSource, name, until.get(0));
    }
}
