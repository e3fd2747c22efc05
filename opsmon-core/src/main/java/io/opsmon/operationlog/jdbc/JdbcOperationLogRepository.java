package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogPage;
import io.opsmon.operationlog.OperationLogPages;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogQuery.Cursor;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogStatistics;
import io.opsmon.operationlog.Outcome;
import io.opsmon.operationlog.StatisticsBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Operation logs in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * <p>The database is looked at when it is first needed and not before, so that a host starts while it is down.
 *
 * @since 0.1
 */
public final class JdbcOperationLogRepository implements OperationLogRepository {

    /** Counting matching entries is a courtesy of a page; past this it is given up. */
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(1);

    private static final int STREAMED_AT_ONCE = 2_000;

    private final DataSource dataSource;
    private final OperationLogTable table;
    private final JdbcTemplate pages;
    private final JdbcTemplate counts;
    private volatile @Nullable Boolean textIndex;

    /**
     * Makes a repository without chain on tables that exist or will.
     *
     * @param dataSource where {@code opsmon_operation_log} is
     * @param queryTimeout the longest a page may take, rounded up to seconds
     */
    public JdbcOperationLogRepository(DataSource dataSource, Duration queryTimeout) {
        this(dataSource, queryTimeout, null);
    }

    /**
     * Makes a repository on tables that exist or will.
     *
     * @param dataSource where {@code opsmon_operation_log} is
     * @param queryTimeout the longest a page may take, rounded up to seconds
     * @param chain chains the entries; null for a log without chain
     */
    public JdbcOperationLogRepository(
            DataSource dataSource, Duration queryTimeout, @Nullable JdbcOperationLogChain chain) {
        this.dataSource = dataSource;
        this.table = new OperationLogTable(dataSource, chain == null ? null : chain.appender());
        this.pages = template(dataSource, queryTimeout);
        this.counts = template(dataSource, COUNT_TIMEOUT);
    }

    private static JdbcTemplate template(DataSource dataSource, Duration timeout) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setQueryTimeout((int) Math.max(1, timeout.plusMillis(999).toSeconds()));
        return template;
    }

    @Override
    public void saveAll(List<OperationLogEntry> entries) {
        if (!entries.isEmpty()) {
            table.transactions().execute("Store operation logs", connection -> table.store(connection, entries));
        }
    }

    @Override
    public boolean saveInTransaction(OperationLogEntry entry) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.hasResource(dataSource)) {
            return false;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            // Within a transaction of another database, Spring binds connections too, but they commit by themselves.
            if (connection.getAutoCommit()) {
                return false;
            }
            insertBehindSavepoint(connection, entry);
            return true;
        } catch (SQLException failure) {
            throw table.transactions().translated("Store an operation log in a transaction", failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private void insertBehindSavepoint(Connection connection, OperationLogEntry entry) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            table.storeOutsideChain(connection, entry);
            connection.releaseSavepoint(savepoint);
        } catch (SQLException | RuntimeException failure) {
            connection.rollback(savepoint);
            throw failure;
        }
    }

    @Override
    public Optional<OperationLogEntry> findById(UUID id) {
        Dialect dialect = table.dialect();
        return pages
                .query(
                        "SELECT " + Column.NAMES + " FROM " + Column.TABLE + " WHERE id = ?",
                        new RowReader(dialect),
                        dialect.values.toSql(id))
                .stream()
                .findFirst();
    }

    @Override
    public OperationLogPage find(OperationLogQuery query) {
        Dialect dialect = table.dialect();
        QuerySql sql = new QuerySql(dialect, query);
        List<OperationLogEntry> found = page(sql.page());
        return OperationLogPages.of(found, query.limit(), count(sql.count()));
    }

    /** The count, or a number past the bound when counting takes too long. */
    private long count(QuerySql.Statement count) {
        try {
            @Nullable
            Long counted = counts.queryForObject(
                    count.sql(), Long.class, count.parameters().toArray());
            return counted == null ? 0 : counted;
        } catch (QueryTimeoutException tooLong) {
            return OperationLogPage.Total.BOUND + 1L;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Page by page, each a short query of its own, the next one read while the sink takes the one before.
     */
    @Override
    public void stream(OperationLogQuery query, Consumer<OperationLogEntry> sink) {
        QuerySql sql = new QuerySql(table.dialect(), query);
        ExecutorService ahead = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "opsmon-operation-log-stream");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<OperationLogEntry> page = page(sql.page(query.cursor(), STREAMED_AT_ONCE));
            while (!page.isEmpty()) {
                @Nullable Future<List<OperationLogEntry>> next = null;
                if (page.size() == STREAMED_AT_ONCE) {
                    Cursor end = Cursor.after(page.get(page.size() - 1));
                    next = ahead.submit(() -> page(sql.page(end, STREAMED_AT_ONCE)));
                }
                page.forEach(sink);
                page = next == null ? List.of() : next.get();
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("Operation logs cannot be read", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while operation logs were read", interrupted);
        } finally {
            ahead.shutdownNow();
        }
    }

    private List<OperationLogEntry> page(QuerySql.Statement statement) {
        return pages.query(
                statement.sql(),
                new RowReader(table.dialect()),
                statement.parameters().toArray());
    }

    @Override
    public OperationLogStatistics aggregate(OperationLogQuery query, Duration bucket) {
        QuerySql sql = new QuerySql(table.dialect(), query);
        StatisticsBuilder statistics = new StatisticsBuilder(bucket);
        QuerySql.Statement groups = sql.groups(bucket.toSeconds());
        pages.query(
                groups.sql(),
                (RowCallbackHandler) row -> statistics.add(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        Outcome.valueOf(row.getString(4)),
                        row.getLong(5),
                        row.getLong(6)),
                groups.parameters().toArray());
        QuerySql.Statement operators = sql.operators(OperationLogStatistics.TOP);
        pages.query(
                operators.sql(),
                (RowCallbackHandler) row -> statistics.addOperator(row.getString(1), row.getLong(2), row.getLong(3)),
                operators.parameters().toArray());
        return statistics.build(page(sql.slowest(OperationLogStatistics.SLOWEST)));
    }

    @Override
    public boolean hasTextIndex() {
        Boolean known = textIndex;
        if (known == null) {
            known = table.dialect().hasTextIndex(pages);
            textIndex = known;
        }
        return known;
    }
}
