package io.opsmon.internal.schema;

import io.opsmon.internal.jdbc.Dialects;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * DataSource of opsmon's tables that provides no connection before the tables are current. A host therefore starts
 * while its database is unavailable, or while the tables cannot be migrated. {@link #migrate()} reports the failure.
 * Later attempts run on a separate thread, one at a time, with an increasing pause.
 *
 * <p>Every failure of the target is an {@link SQLException}, including runtime exceptions of a routing DataSource.
 * Spring's transactions use the wrapped DataSource as their resource. Thread-safe.
 *
 * @since 0.1
 */
public final class MigratedDataSource extends DelegatingDataSource implements InfrastructureProxy, Dialects.Holder {

    private static final Logger log = LoggerFactory.getLogger(MigratedDataSource.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final DataSource target;
    private final SchemaMigrator migrator;
    private final SchemaMode mode;
    private final ReentrantLock migration = new ReentrantLock();
    private volatile boolean current;
    private volatile @Nullable String problem;

    // Written while the lock is held.
    private volatile long nextAttempt;
    private Duration pause = FIRST_PAUSE;

    /**
     * Creates the wrapper without connecting.
     *
     * @param target the database
     * @param migrator the migrator of the tables
     * @param mode the work of the migrator: migrate, validate or nothing
     */
    public MigratedDataSource(DataSource target, SchemaMigrator migrator, SchemaMode mode) {
        super(target);
        this.target = target;
        this.migrator = migrator;
        this.mode = mode;
    }

    /**
     * Migrates on the calling thread. If the database does not answer, the failure is logged, and later connections
     * retry the migration.
     *
     * @throws SchemaException if the tables are not current and cannot be migrated; later connections retry the
     *     migration
     */
    public void migrate() {
        migration.lock();
        try {
            attempt();
        } catch (DatabaseUnreachableException unreachable) {
            log.warn(
                    "{} Entries are buffered on disk, and the tables are checked when the database answers.",
                    unreachable.getMessage());
        } finally {
            migration.unlock();
        }
    }

    /**
     * Returns the last failure to migrate, or to connect for a migration.
     *
     * @return the message, or null if the tables are current or no attempt has ended yet
     */
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireCurrent();
        return connect(super::getConnection);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        requireCurrent();
        return connect(() -> super.getConnection(username, password));
    }

    private interface Connector {

        Connection connect() throws SQLException;
    }

    private static Connection connect(Connector connector) throws SQLException {
        try {
            return connector.connect();
        } catch (RuntimeException failure) {
            throw new SQLTransientConnectionException(
                    "The DataSource of opsmon's tables provides no connection: " + failure.getMessage(),
                    "08001",
                    failure);
        }
    }

    private void requireCurrent() throws SQLException {
        if (current) {
            return;
        }
        if (problem == null) {
            migrateFirst();
            return;
        }
        migrateLater();
        throw new SQLTransientConnectionException(problem, "08001");
    }

    /** Migrates on the thread of the first connection, if no migration has been attempted before. */
    private void migrateFirst() throws SQLException {
        // Only one thread waits for the database. A queue of waiting requests would not help.
        if (!migration.tryLock()) {
            throw new SQLTransientConnectionException(
                    "Another thread is checking opsmon's tables; retry later", "08001");
        }
        try {
            attempt();
        } catch (SchemaException failure) {
            throw new SQLTransientConnectionException(failure.getMessage(), "08001", failure);
        } finally {
            migration.unlock();
        }
    }

    /**
     * Starts a migration on a separate thread. A migration may wait for another node, and no thread of the host waits
     * for a migration.
     */
    private void migrateLater() {
        if (System.nanoTime() - nextAttempt < 0 || migration.isLocked()) {
            return;
        }
        Thread thread = new Thread(this::attemptQuietly, "opsmon-migration");
        thread.setDaemon(true);
        thread.start();
    }

    private void attemptQuietly() {
        if (!migration.tryLock()) {
            return;
        }
        @Nullable String known = problem;
        try {
            if (!current && System.nanoTime() - nextAttempt >= 0) {
                attempt();
            }
        } catch (DatabaseUnreachableException unreachable) {
            log.debug("{}", unreachable.getMessage());
        } catch (SchemaException failure) {
            if (Objects.equals(known, failure.getMessage())) {
                log.debug("{}", failure.getMessage());
            } else {
                log.error("{} The next attempt is in {}.", failure.getMessage(), pause);
            }
        } finally {
            migration.unlock();
        }
    }

    private void attempt() {
        if (current) {
            return;
        }
        try {
            migrator.run(mode);
            problem = null;
            current = true;
        } catch (SchemaException failure) {
            postpone(failure);
            throw failure;
        } catch (RuntimeException | LinkageError failure) {
            SchemaException wrapped = new SchemaException("Migrating opsmon's tables failed: " + failure, failure);
            postpone(wrapped);
            throw wrapped;
        }
    }

    private void postpone(SchemaException failure) {
        // After an outage of the database, the next attempt follows soon. After a failed migration, the next attempt
        // probably fails too, until the cause is fixed.
        pause = failure instanceof DatabaseUnreachableException ? FIRST_PAUSE : doubled(pause);
        nextAttempt = System.nanoTime() + pause.toNanos();
        problem = failure.getMessage();
    }

    private static Duration doubled(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    @Override
    public Dialects dialects() {
        return migrator.dialects();
    }

    @Override
    public Object getWrappedObject() {
        return target;
    }
}
