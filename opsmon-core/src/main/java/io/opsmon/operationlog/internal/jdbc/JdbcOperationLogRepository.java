package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.log.LogPage;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogStore;
import io.opsmon.log.internal.jdbc.LogFilter;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogStatistics;
import io.opsmon.operationlog.internal.OperationLogStatisticsBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores operation logs in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcOperationLogRepository implements OperationLogRepository {

    private static final String TEXT_INDEX = "opsmon_ol_text";

    private final JdbcLogStore<OperationLogEntry> store;

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
        this.store = new JdbcLogStore<>(OperationLogLayout.LAYOUT, dataSource, queryTimeout, chain);
    }

    /**
     * Returns the store of the entries.
     *
     * @return the store
     */
    public JdbcLogStore<OperationLogEntry> store() {
        return store;
    }

    @Override
    public void saveAll(List<OperationLogEntry> entries) {
        store.saveAll(entries);
    }

    @Override
    public boolean saveInTransaction(OperationLogEntry entry) {
        return store.saveInTransaction(entry);
    }

    @Override
    public Optional<OperationLogEntry> findById(UUID id) {
        return store.findById(id);
    }

    @Override
    public LogPage<OperationLogEntry> find(OperationLogQuery query) {
        return store.find(filter(query), query);
    }

    @Override
    public Optional<OperationLogEntry> findFirst(OperationLogQuery query) {
        return store.findFirst(filter(query), query);
    }

    @Override
    public void stream(OperationLogQuery query, Consumer<OperationLogEntry> sink) {
        store.stream(filter(query), query, sink);
    }

    /** Operator, module, action, outcome, resource, address and trace have indexes; duration and text do not. */
    private LogFilter filter(OperationLogQuery query) {
        return store.filter()
                .between(query.from(), query.to())
                .equal("operator_id", query.operator())
                .equal("module", query.module())
                .equal("action", query.action())
                .equal(
                        "outcome",
                        query.outcome() == null ? null : query.outcome().name())
                .equal("resource_type", query.resourceType())
                .equal("resource_id", query.resourceId())
                .equal("client_ip", query.clientIp())
                .equal("trace_id", query.traceId())
                .atLeast(
                        "duration_us",
                        query.minDuration() == null ? null : query.minDuration().toNanos() / 1_000)
                .containing(query.text(), "description", "error_message");
    }

    @Override
    public OperationLogStatistics aggregate(OperationLogQuery query, Duration bucket) {
        LogFilter filter = filter(query);
        OperationLogStatisticsBuilder statistics = new OperationLogStatisticsBuilder(bucket);
        String inBucket = filter.bucket(bucket.toSeconds());
        store.forEachRow(
                filter.select(
                        inBucket + " AS bucket, module, action, outcome, COUNT(*), SUM(duration_us)",
                        "",
                        "GROUP BY " + inBucket + ", module, action, outcome"),
                row -> statistics.add(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        Outcome.valueOf(row.getString(4)),
                        row.getLong(5),
                        row.getLong(6)));
        store.forEachRow(
                filter.select(
                        "operator_id, COUNT(*) AS entries, SUM(CASE WHEN outcome = 'FAILURE' THEN 1 ELSE 0 END)",
                        "operator_id IS NOT NULL",
                        "GROUP BY operator_id ORDER BY entries DESC, operator_id LIMIT ?",
                        OperationLogStatistics.TOP),
                row -> statistics.addOperator(row.getString(1), row.getLong(2), row.getLong(3)));
        return statistics.build(store.select(filter.select(
                OperationLogLayout.LAYOUT.names(),
                "",
                "ORDER BY duration_us DESC LIMIT ?",
                OperationLogStatistics.SLOWEST)));
    }

    @Override
    public boolean hasTextIndex() {
        return store.hasTextIndex(TEXT_INDEX);
    }
}
