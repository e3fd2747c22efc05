package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.TransactionOrigin;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogQuery;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.ResultSet;
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
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Store of a log in H2, PostgreSQL, MariaDB or MySQL, shared by the repositories of all logs. Thread-safe.
 *
 * <p>The database type is detected on first use, so a host starts while the database is unavailable.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcLogStore<E extends RecordedEntry> {

    /** Time limit for the count of matching entries, which is optional for a page. */
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(1);

    private static final int STREAMED_AT_ONCE = 2_000;

    private final DataSource dataSource;
    private final LogLayout<E> layout;
    private final LogStatements<E> table;
    private final LimitedQueries pages;
    private final LimitedQueries counts;
    private volatile @Nullable Boolean textIndex;

    /**
     * Creates a store. The table may be created later.
     *
     * @param layout the table
     * @param dataSource the database of the table
     * @param queryTimeout the time limit of a page, rounded up to seconds
     * @param chain chains the entries; null for a log without chain
     */
    public JdbcLogStore(
            LogLayout<E> layout, DataSource dataSource, Duration queryTimeout, @Nullable JdbcLogChain<E> chain) {
        this.dataSource = dataSource;
        this.layout = layout;
        this.table = new LogStatements<>(layout, dataSource, chain == null ? null : chain.appender());
        this.pages = new LimitedQueries(dataSource, queryTimeout);
        this.counts = new LimitedQueries(dataSource, COUNT_TIMEOUT);
    }

    /**
     * Checks whether the database returns entries as they were written. A difference is logged once as ERROR.
     *
     * @return the columns that differ, and the remedy; null if all values are returned
     * @throws org.springframework.dao.DataAccessException if the database is unavailable
     */
    public @Nullable String checkStoredValues() {
        return table.checkStoredValues();
    }

    /**
     * Returns the result of the last check of the stored values, without access to the database.
     *
     * @return the columns that differ; null if there was no difference, or no check yet
     */
    public @Nullable String storedValueProblem() {
        return table.storedValueProblem();
    }

    /**
     * Stores all entries or none, each id once, in a separate transaction.
     *
     * @param entries the entries
     * @throws org.springframework.dao.DataAccessException if nothing was stored
     */
    public void saveAll(List<E> entries) {
        if (!entries.isEmpty()) {
            table.store(entries);
        }
    }

    /**
     * Stores an entry in the innermost transaction of the calling thread, if that transaction is on this database. A
     * failure leaves the transaction usable.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing is stored in this case
     * @throws org.springframework.dao.DataAccessException if the entry could not be stored
     */
    public boolean saveInTransaction(E entry) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.hasResource(dataSource)
                || !TransactionOrigin.mayUse(dataSource)) {
            return false;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            // Within a transaction of another database, Spring binds connections too, but in auto-commit mode.
            if (connection.getAutoCommit()) {
                return false;
            }
            insertBehindSavepoint(connection, entry);
            return true;
        } catch (SQLException failure) {
            throw table.transactions().translated("Store an entry in a transaction", failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private void insertBehindSavepoint(Connection connection, E entry) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            table.storeOutsideChain(connection, entry);
            connection.releaseSavepoint(savepoint);
        } catch (SQLException | RuntimeException failure) {
            connection.rollback(savepoint);
            throw failure;
        }
    }

    /**
     * Creates a filter without conditions for this table.
     *
     * @return the filter
     */
    public LogFilter filter() {
        return new LogFilter(layout, table.dialect());
    }

    /**
     * Finds one entry.
     *
     * @param id the id of the entry
     * @return the entry; empty if it does not exist
     */
    public Optional<E> findById(UUID id) {
        Object key = table.dialect().values().toSql(id);
        return select(new LogFilter.Statement(
                        "SELECT " + layout.names() + " FROM " + layout.table() + " WHERE id = ?", List.of(key)))
                .stream()
                .findFirst();
    }

    /**
     * Finds a page.
     *
     * @param filter the conditions
     * @param page the order, the position and the number of entries
     * @return the page
     */
    public LogPage<E> find(LogFilter filter, LogQuery<?> page) {
        // One entry more than the limit, to know whether there is a next page.
        List<E> found = select(filter.page(page.sort(), page.cursor(), page.limit() + 1));
        boolean isAll = page.cursor() == null && found.size() <= page.limit();
        return LogPage.of(found, page.limit(), isAll ? found.size() : count(filter.count()));
    }

    /**
     * Finds the first entry of a page.
     *
     * @param filter the conditions
     * @param page the order and the position
     * @return the entry; empty if none matches
     */
    public Optional<E> findFirst(LogFilter filter, LogQuery<?> page) {
        return select(filter.page(page.sort(), page.cursor(), 1)).stream().findFirst();
    }

    /** Returns the count, or a number beyond the bound if counting takes too long. */
    private long count(LogFilter.Statement count) {
        try {
            @Nullable
            Long counted =
                    counts.<@Nullable Long>run(query -> query.queryForObject(count.sql(), Long.class, count.bound()));
            return counted == null ? 0 : counted;
        } catch (QueryTimeoutException tooLong) {
            return LogPage.Total.BOUND + 1L;
        }
    }

    /**
     * Passes every matching entry to a consumer. Each page is a separate short query; the next page is read while the
     * sink receives the current page.
     *
     * @param filter the conditions
     * @param query the order and the start
     * @param sink receives the entries on the calling thread; its exceptions are propagated
     */
    public void stream(LogFilter filter, LogQuery<?> query, Consumer<E> sink) {
        ExecutorService ahead = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "opsmon-" + layout.kind().name() + "-stream");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<E> page = select(filter.page(query.sort(), query.cursor(), STREAMED_AT_ONCE));
            while (!page.isEmpty()) {
                @Nullable Future<List<E>> next = null;
                if (page.size() == STREAMED_AT_ONCE) {
                    LogCursor end = LogCursor.after(page.get(page.size() - 1));
                    next = ahead.submit(() -> select(filter.page(query.sort(), end, STREAMED_AT_ONCE)));
                }
                page.forEach(sink);
                page = next == null ? List.of() : next.get();
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("Streaming the log failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while streaming the log", interrupted);
        } finally {
            ahead.shutdownNow();
        }
    }

    /**
     * Returns the entries of a statement.
     *
     * @param statement a statement that selects {@link LogLayout#names()}
     * @return the entries
     */
    public List<E> select(LogFilter.Statement statement) {
        Dialect dialect = table.dialect();
        return pages.run(query -> query.query(
                statement.sql(), (ResultSet row, int number) -> layout.read(row, dialect.values()), statement.bound()));
    }

    /**
     * Passes the rows of a statement to a handler.
     *
     * @param statement the statement
     * @param sink receives each row
     */
    public void forEachRow(LogFilter.Statement statement, RowCallbackHandler sink) {
        pages.<@Nullable Void>run(query -> {
            query.query(statement.sql(), sink, statement.bound());
            return null;
        });
    }

    /**
     * Returns whether searches for parts of texts can use an index.
     *
     * @param index the name of the index
     * @return true if the index exists; queried once
     */
    public boolean hasTextIndex(String index) {
        Boolean known = textIndex;
        if (known == null) {
            known = pages.run(query -> table.dialect().hasTextIndex(query, index));
            textIndex = known;
        }
        return known;
    }
}
