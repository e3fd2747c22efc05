package io.opsmon.log.jdbc;

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
 * A log in H2, PostgreSQL, MariaDB or MySQL: what the repositories of all logs do alike. Thread-safe.
 *
 * <p>The database is looked at when it is first needed and not before, so that a host starts while it is down.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcLogStore<E extends RecordedEntry> {

    /** Counting matching entries is a courtesy of a page; past this it is given up. */
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(1);

    private static final int STREAMED_AT_ONCE = 2_000;

    private final DataSource dataSource;
    private final LogLayout<E> layout;
    private final LogStatements<E> table;
    private final LimitedQueries pages;
    private final LimitedQueries counts;
    private volatile @Nullable Boolean textIndex;

    /**
     * Makes a store on a table that exists or will.
     *
     * @param layout the table
     * @param dataSource where it is
     * @param queryTimeout the longest a page may take, rounded up to seconds
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
     * Stores all entries or none, each id once, in a transaction of its own.
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
     * Stores an entry as part of the calling thread's transaction, if there is one on this database. A failure leaves
     * the transaction usable.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing was stored then
     * @throws org.springframework.dao.DataAccessException if the entry could not be stored
     */
    public boolean saveInTransaction(E entry) {
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
     * Conditions for this table.
     *
     * @return none yet
     */
    public LogFilter filter() {
        return new LogFilter(layout, table.dialect());
    }

    /**
     * Finds one entry.
     *
     * @param id its id
     * @return the entry, if it exists
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
     * @param filter conditions
     * @param page its order, where it begins and how many entries are on it
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
     * @param filter conditions
     * @param page its order, and where it begins
     * @return the entry, if there is one
     */
    public Optional<E> findFirst(LogFilter filter, LogQuery<?> page) {
        return select(filter.page(page.sort(), page.cursor(), 1)).stream().findFirst();
    }

    /** The count, or a number past the bound when counting takes too long. */
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
     * Gives every entry: page by page, each a short query of its own, the next one read while the sink takes the one
     * before.
     *
     * @param filter conditions
     * @param query the order, and where to begin
     * @param sink takes the entries on the calling thread; what it throws comes out here
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
                    : new IllegalStateException("The log cannot be read", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the log was read", interrupted);
        } finally {
            ahead.shutdownNow();
        }
    }

    /**
     * The entries of a statement.
     *
     * @param statement selects {@link LogLayout#names()}
     * @return the entries
     */
    public List<E> select(LogFilter.Statement statement) {
        Dialect dialect = table.dialect();
        return pages.run(query -> query.query(
                statement.sql(), (ResultSet row, int number) -> layout.read(row, dialect.values()), statement.bound()));
    }

    /**
     * Gives the rows of a statement.
     *
     * @param statement the statement
     * @param sink takes each row
     */
    public void forEachRow(LogFilter.Statement statement, RowCallbackHandler sink) {
        pages.<@Nullable Void>run(query -> {
            query.query(statement.sql(), sink, statement.bound());
            return null;
        });
    }

    /**
     * Whether searches for parts of texts have an index to use.
     *
     * @param index its name
     * @return true if there is one; asked once
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
