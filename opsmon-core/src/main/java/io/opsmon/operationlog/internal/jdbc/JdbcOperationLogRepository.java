package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRepository;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores operation logs in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcOperationLogRepository extends JdbcLogRepository<OperationLogEntry, OperationLogFilter>
        implements OperationLogRepository {

    /**
     * Creates a repository without integrity chain. The tables must exist at the first access.
     *
     * @param dataSource the database with {@code opsmon_operation_log}
     * @param queryTimeout the maximum duration of a query, rounded up to seconds
     */
    public JdbcOperationLogRepository(DataSource dataSource, Duration queryTimeout) {
        this(dataSource, queryTimeout, null);
    }

    /**
     * Creates a repository. The tables must exist at the first access.
     *
     * @param dataSource the database with {@code opsmon_operation_log}
     * @param queryTimeout the maximum duration of a query, rounded up to seconds
     * @param chain the integrity chain; null for a log without chain
     */
    public JdbcOperationLogRepository(
            DataSource dataSource, Duration queryTimeout, @Nullable JdbcLogChain<OperationLogEntry> chain) {
        super(OperationLogDefinition.OPERATION_LOG, dataSource, queryTimeout, chain);
    }

    @Override
    public List<OperationLogEntry> slowest(OperationLogFilter filter, int limit) {
        return highest(filter, "duration_us", limit);
    }

    @Override
    public FailureGroups failures(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
        return new FailureGroupQueries(this::select, this::forEachRow, dialect()).read(filter, sort, limit);
    }
}
