package io.opsmon.log.jdbc;

import io.opsmon.jdbc.LikePattern;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one query of a log's table, and its statements. A condition on a column has an index that ends in
 * {@code (occurred_at, id)}, so that a page costs the same wherever it is; the changelog names them. Not thread-safe.
 *
 * @since 0.1
 */
public final class LogFilter {

    private final LogLayout<?> layout;
    private final Dialect dialect;
    private final List<Object> parameters = new ArrayList<>();
    private final StringBuilder where = new StringBuilder();

    LogFilter(LogLayout<?> layout, Dialect dialect) {
        this.layout = layout;
        this.dialect = dialect;
    }

    /**
     * A statement and the values to bind to it.
     *
     * @param sql the statement
     * @param parameters its values
     */
    public record Statement(String sql, List<Object> parameters) {

        Object[] bound() {
            return parameters.toArray();
        }
    }

    /**
     * Entries of a time.
     *
     * @param from the first instant; null for no bound
     * @param to the instant behind the last; null for no bound
     * @return this
     */
    public LogFilter between(@Nullable Instant from, @Nullable Instant to) {
        if (from != null) {
            and("occurred_at >= ?", dialect.values().toSql(from));
        }
        if (to != null) {
            and("occurred_at < ?", dialect.values().toSql(to));
        }
        return this;
    }

    /**
     * Entries with a value.
     *
     * @param column the column
     * @param value the value; null for any
     * @return this
     */
    public LogFilter equal(String column, @Nullable Object value) {
        if (value != null) {
            and(column + " = ?", value);
        }
        return this;
    }

    /**
     * Entries with a number of at least so much.
     *
     * @param column the column
     * @param value the least; null for any
     * @return this
     */
    public LogFilter atLeast(String column, @Nullable Long value) {
        if (value != null) {
            and(column + " >= ?", value);
        }
        return this;
    }

    /**
     * Entries with a part of a text in one of some columns, whatever its case.
     *
     * @param text the part; null for any
     * @param columns the columns
     * @return this
     */
    public LogFilter containing(@Nullable String text, String... columns) {
        if (text != null) {
            String pattern = LikePattern.containing(text);
            and(
                    Stream.of(columns).map(dialect::containsIgnoringCase).collect(Collectors.joining(" OR ", "(", ")")),
                    pattern);
            for (int i = 1; i < columns.length; i++) {
                parameters.add(pattern);
            }
        }
        return this;
    }

    /**
     * A condition of the log's own.
     *
     * @param condition a condition with a parameter for each value
     * @param values the values
     * @return this
     */
    public LogFilter and(String condition, Object... values) {
        where.append(where.isEmpty() ? " WHERE " : " AND ").append(condition);
        parameters.addAll(List.of(values));
        return this;
    }

    /** The entries behind a place. */
    Statement page(LogQuery.Sort sort, @Nullable LogCursor cursor, int limit) {
        String beyond = sort == LogQuery.Sort.NEWEST ? "<" : ">";
        String direction = sort == LogQuery.Sort.NEWEST ? " DESC" : " ASC";
        List<Object> bound = new ArrayList<>(parameters);
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(layout.names())
                .append(" FROM ")
                .append(layout.table())
                .append(where);
        if (cursor != null) {
            // Not the row comparison (a, b) < (?, ?), which MySQL and MariaDB do not turn into an index range.
            sql.append(where.isEmpty() ? " WHERE " : " AND ")
                    .append("occurred_at " + beyond + "= ? AND (occurred_at " + beyond + " ? OR id " + beyond + " ?)");
            Object time = dialect.values().toSql(cursor.occurredAt());
            bound.add(time);
            bound.add(time);
            bound.add(dialect.values().toSql(cursor.id()));
        }
        sql.append(" ORDER BY occurred_at" + direction + ", id" + direction + " LIMIT ?");
        bound.add(limit);
        return new Statement(sql.toString(), bound);
    }

    /** Counts up to one more than the bound. */
    Statement count() {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(LogPage.Total.BOUND + 1);
        return new Statement(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + layout.table() + where + " LIMIT ?) bounded", bound);
    }

    /**
     * A statement of the log's own over the entries that the conditions leave.
     *
     * @param selected what stands behind {@code SELECT}
     * @param condition one more condition, or an empty text
     * @param rest what stands behind the conditions
     * @param more values to bind in the rest
     * @return the statement
     */
    public Statement select(String selected, String condition, String rest, Object... more) {
        List<Object> bound = new ArrayList<>(parameters);
        bound.addAll(List.of(more));
        String conditions =
                condition.isEmpty() ? where.toString() : where + (where.isEmpty() ? " WHERE " : " AND ") + condition;
        return new Statement("SELECT " + selected + " FROM " + layout.table() + conditions + " " + rest, bound);
    }

    /**
     * The bucket of time that an entry falls in.
     *
     * @param seconds the width of a bucket
     * @return an expression: whole buckets since 1970
     */
    public String bucket(long seconds) {
        return "FLOOR(" + dialect.epochSeconds("occurred_at") + " / " + seconds + ")";
    }
}
