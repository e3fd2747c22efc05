package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.TransactionOrigin;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.FieldValues;
import io.opsmon.log.LogCondition;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogRepository;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.definition.LogDefinition.Count;
import io.opsmon.log.internal.FieldValuesBuilder;
import io.opsmon.log.internal.LogStatisticsBuilder;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Repository of a log in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * <p>The database type is detected on first use, so a host starts while the database is unavailable.
 *
 * @param <E> the kind of entry
 * @param <F> the filter of the log
 * @since 0.1
 */
public class JdbcLogRepository<E extends RecordedEntry, F extends LogFilter<F>> implements LogRepository<E, F> {

    /** Time limit for the count of matching entries, which is optional for a page. */
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(1);

    private static final int STREAMED_AT_ONCE = 2_000;
    private static final String OUTCOME = "outcome";

    /** JDBC index of the first value in a row of groups. */
    private static final int FIRST_VALUE = 5;

    private final DataSource dataSource;
    private final LogDefinition<E> definition;
    private final LogStatements<E> table;
    private final LimitedQueries pages;
    private final LimitedQueries counts;
    private volatile @Nullable Boolean textIndex;

    /**
     * Creates a store. The table may be created later.
     *
     * @param definition the table
     * @param dataSource the database of the table
     * @param queryTimeout the time limit of a page, rounded up to seconds
     * @param chain chains the entries; null for a log without chain
     */
    public JdbcLogRepository(
            LogDefinition<E> definition,
            DataSource dataSource,
            Duration queryTimeout,
            @Nullable JdbcLogChain<E> chain) {
        this.dataSource = dataSource;
        this.definition = definition;
        this.table = new LogStatements<>(definition, dataSource, chain == null ? null : chain.appender());
        this.pages = new LimitedQueries(dataSource, queryTimeout);
        this.counts = new LimitedQueries(dataSource, COUNT_TIMEOUT);
    }

    /**
     * Checks whether the database returns entries as they were written. A difference is logged once as ERROR.
     *
     * @return the columns that differ, and the remedy; null if all values are returned
     * @throws org.springframework.dao.DataAccessException if the database is unavailable
     */
    public final @Nullable String checkStoredValues() {
        return table.checkStoredValues();
    }

    /**
     * Returns the result of the last check of the stored values, without access to the database.
     *
     * @return the columns that differ; null if there was no difference, or no check yet
     */
    public final @Nullable String storedValueProblem() {
        return table.storedValueProblem();
    }

    @Override
    public final void saveAll(List<E> entries) {
        if (!entries.isEmpty()) {
            table.store(entries);
        }
    }

    @Override
    public final boolean saveInTransaction(E entry) {
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
            try {
                connection.rollback(savepoint);
            } catch (SQLException lost) {
                failure.addSuppressed(lost);
                TransactionLost.refuseCommit(failure);
            }
            throw failure;
        }
    }

    /**
     * Returns the conditions of a query.
     *
     * @param filter the filter
     * @return the conditions, to which the query adds its parts
     */
    protected final LogSelect select(F filter) {
        boolean isSearch = filter.conditions().stream().anyMatch(LogCondition.Containing.class::isInstance);
        return new LogSelect(definition, table.dialect(), filter, isSearch && hasTextIndex());
    }

    @Override
    public final Optional<E> findById(UUID id) {
        Object key = table.dialect().toSql(id);
        return entries(new LogSelect.Statement(
                        "SELECT " + definition.names() + " FROM " + definition.table() + " WHERE id = ?", List.of(key)))
                .stream()
                .findFirst();
    }

    @Override
    public final LogPage<E> find(F filter, LogPageRequest page) {
        LogSelect select = select(filter);
        // One entry more than the limit, to know whether there is a next page.
        List<E> found = entries(select.page(page.sort(), page.cursor(), page.limit() + 1));
        boolean isAll = page.cursor() == null && found.size() <= page.limit();
        LogPage.Total total = isAll || !page.counted() ? new LogPage.Total(found.size(), isAll) : counted(select);
        return LogPage.of(found, page.limit(), total);
    }

    @Override
    public final LogPage.Total count(F filter) {
        return counted(select(filter));
    }

    @Override
    public final Optional<E> findFirst(F filter, LogPageRequest page) {
        return entries(select(filter).page(page.sort(), page.cursor(), 1)).stream()
                .findFirst();
    }

    /** Returns the count, or the bound as a lower limit if counting takes too long. */
    private LogPage.Total counted(LogSelect select) {
        LogSelect.Statement count = select.count();
        try {
            @Nullable
            Long counted =
                    counts.<@Nullable Long>run(query -> query.queryForObject(count.sql(), Long.class, count.bound()));
            return LogPage.Total.of(counted == null ? 0 : counted);
        } catch (QueryTimeoutException tooLong) {
            return new LogPage.Total(LogPage.Total.BOUND, false);
        }
    }

    /** {@inheritDoc} Each page is a short query; the next page is read while the sink receives the current page. */
    @Override
    public final void stream(F filter, LogPageRequest start, Consumer<E> sink) {
        LogSelect select = select(filter);
        ExecutorService ahead = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "opsmon-" + definition.name() + "-stream");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<E> page = entries(select.page(start.sort(), start.cursor(), STREAMED_AT_ONCE));
            while (!page.isEmpty()) {
                @Nullable Future<List<E>> next = null;
                if (page.size() == STREAMED_AT_ONCE) {
                    LogCursor end = LogCursor.after(page.get(page.size() - 1));
                    next = ahead.submit(() -> entries(select.page(start.sort(), end, STREAMED_AT_ONCE)));
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

    private List<E> entries(LogSelect.Statement statement) {
        DatabaseDialect dialect = table.dialect();
        return pages.run(query -> query.query(
                statement.sql(),
                (ResultSet row, int number) -> EntryRow.read(definition, row, dialect),
                statement.bound()));
    }

    /**
     * Returns the dialect of the database.
     *
     * @return the dialect
     */
    protected final DatabaseDialect dialect() {
        return table.dialect();
    }

    /**
     * Passes each row of a query to a consumer, within the time limit of pages.
     *
     * @param statement the query
     * @param sink receives the rows
     */
    protected final void forEachRow(LogSelect.Statement statement, RowCallbackHandler sink) {
        pages.<@Nullable Void>run(query -> {
            query.query(statement.sql(), sink, statement.bound());
            return null;
        });
    }

    @Override
    public final LogStatistics aggregate(F filter, Duration bucket) {
        LogStatisticsBuilder statistics = new LogStatisticsBuilder(definition.counting(), bucket);
        LogSelect select = select(filter);
        countGroups(select, select.bucket(bucket.toSeconds()), statistics);
        for (Count<E> count : definition.counting().counts()) {
            if (count.isTop()) {
                countTop(select, count, statistics);
            }
        }
        return statistics.build();
    }

    private void countGroups(LogSelect select, String bucket, LogStatisticsBuilder statistics) {
        List<Count<E>> counts = definition.counting().counts().stream()
                .filter(count -> !count.isTop())
                .toList();
        String values =
                counts.stream().map(count -> ", " + count.column().name()).collect(Collectors.joining());
        String duration = definition.counting().duration() == null
                ? "0"
                : "SUM(" + definition.counting().duration().name() + ")";
        forEachRow(
                select.select(
                        events() + ", " + failures() + ", " + duration + ", " + bucket + values,
                        "",
                        "GROUP BY " + bucket + values),
                row -> {
                    long events = row.getLong(1);
                    long failed = row.getLong(2);
                    statistics.add(row.getLong(4), events, failed, row.getLong(3));
                    for (int i = 0; i < counts.size(); i++) {
                        statistics.count(counts.get(i).name(), row.getString(FIRST_VALUE + i), events, failed);
                    }
                });
    }

    private void countTop(LogSelect select, Count<E> count, LogStatisticsBuilder statistics) {
        String column = count.column().name();
        forEachRow(
                select.select(
                        column + ", " + events() + " AS total, " + failures(),
                        column + " IS NOT NULL",
                        "GROUP BY " + column + " ORDER BY total DESC, " + column + " "
                                + table.dialect().limit("?"),
                        LogStatistics.TOP),
                row -> statistics.count(count.name(), row.getString(1), row.getLong(2), row.getLong(3)));
    }

    @Override
    public final FieldValues values(F filter, String field, String part) {
        @Nullable LogColumn<E, Long> weight = definition.counting().weight();
        String columns = Stream.of(weight == null ? null : weight.name(), definition.has(OUTCOME) ? OUTCOME : null)
                .filter(Objects::nonNull)
                .map(column -> ", " + column)
                .collect(Collectors.joining());
        LogSelect.Statement statement =
                select(filter).values(definition.field(field).name(), part, events() + ", " + failures(), columns);
        FieldValuesBuilder values = new FieldValuesBuilder();
        forEachRow(
                statement,
                row -> values.add(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(FIRST_VALUE - 1)));
        return values.build();
    }

    private String events() {
        return definition.counting().weight() == null
                ? "COUNT(*)"
                : "SUM(" + definition.counting().weight().name() + ")";
    }

    private String failures() {
        String weight = definition.counting().weight() == null
                ? "1"
                : definition.counting().weight().name();
        return definition.has(OUTCOME)
                ? "SUM(CASE WHEN " + OUTCOME + " = 'FAILURE' THEN " + weight + " ELSE 0 END)"
                : "0";
    }

    /**
     * Returns the matching entries with the highest values of a column.
     *
     * @param filter the filter
     * @param column the name of a column of numbers
     * @param limit the maximum number of entries
     * @return the entries, the highest value first
     */
    protected final List<E> highest(F filter, String column, int limit) {
        return entries(select(filter)
                .select(
                        definition.names(),
                        "",
                        "ORDER BY " + definition.column(column).name() + " DESC "
                                + table.dialect().limit("?"),
                        limit));
    }

    /** {@inheritDoc} The existence of the index is queried once. */
    @Override
    public final boolean hasTextIndex() {
        @Nullable String index = definition.textIndex();
        if (index == null) {
            return false;
        }
        Boolean known = textIndex;
        if (known == null) {
            known = pages.run(query -> query.execute(
                    (Connection connection) -> table.dialect(connection).hasTextIndex(connection, index)));
            textIndex = known;
        }
        return known;
    }
}
