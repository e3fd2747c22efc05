package io.opsmon.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The database of opsmon's tables, which gives no connection before they are current. A host thus starts while its database is down: the first connection
 * that can be had later migrates. To Spring's transactions it is the DataSource it wraps. Thread-safe.
 *
 * @since 0.1
 */
public final class MigratedDataSource extends DelegatingDataSource implements InfrastructureProxy {

    private static final Logger log = LoggerFactory.getLogger(MigratedDataSource.class);

    private final DataSource target;
    private final SchemaMigrator migrator;
    private final SchemaMode mode;
    private final ReentrantLock migration = new ReentrantLock();
    private volatile boolean current;

    /**
     * Makes the wrapper; nothing is done yet.
     *
     * @param target the database
     * @param migrator brings its tables up to date
     * @param mode how
     */
    public MigratedDataSource(DataSource target, SchemaMigrator migrator, SchemaMode mode) {
        super(target);
        this.target = target;
        this.migrator = migrator;
        this.mode = mode;
    }

    /**
     * Migrates now, at start-up. If the database does not answer, this is logged and left to the first connection.
     *
     * @throws SchemaException if the tables are not current and cannot be made so
     */
    public void migrate() {
        try {
            migrator.run(mode);
            current = true;
        } catch (DatabaseUnreachableException down) {
            log.warn("{} Logs are kept on disk and the tables are looked at when it is back.", down.getMessage());
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireCurrent();
        return super.getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        requireCurrent();
        return super.getConnection(username, password);
    }

    private void requireCurrent() throws SQLException {
        if (current) {
            return;
        }
        // One thread waits for the database; a queue of waiting requests would be no help to it.
        if (!migration.tryLock()) {
            throw new SQLTransientConnectionException("opsmon's tables are being looked at by another thread", "08001");
        }
        try {
            if (!current) {
                migrator.run(mode);
                current = true;
            }
        } catch (SchemaException failure) {
            throw new SQLTransientConnectionException(failure.getMessage(), "08001", failure);
        } finally {
            migration.unlock();
        }
    }

    @Override
    public Object getWrappedObject() {
        return target;
    }
}
