package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogPage;
import io.opsmon.operationlog.OperationLogPages;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
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

    private final DataSource dataSource;
    private final OperationLogTable table;
    private final JdbcTemplate pages;
    private final JdbcTemplate counts;

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
        QuerySql.Statement page = sql.page();
        List<OperationLogEntry> found = pages.query(
                page.sql(), new RowReader(dialect), page.parameters().toArray());
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
}
