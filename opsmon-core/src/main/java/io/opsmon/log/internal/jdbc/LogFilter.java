package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.LikePattern;
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
 * Builder for the conditions of one query of a log's table, and its statements. Each filtered column has an index that
 * ends in {@code (occurred_at, id)}, so every page costs the same; the changelog names the indexes. Not thread-safe.
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
     * Statement and the values to bind.
     *
     * @param sql the statement
     * @param parameters the values
     */
    public record Statement(String sql, List<Object> parameters) {

        Object[] bound() {
            return parameters.toArray();
        }
    }

    /**
     * Adds a condition for a time range.
     *
     * @param from the earliest time, inclusive; null for no bound
     * @param to the latest time, exclusive; null for no bound
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
     * Adds an equality condition.
     *
     * @param column the column
     * @param value the value; null for no condition
     * @return this
     */
    public LogFilter equal(String column, @Nullable Object value) {
        if (value != null) {
            and(column + " = ?", value);
        }
        return this;
    }

    /**
     * Adds a condition for a minimum number.
     *
     * @param column the column
     * @param value the minimum; null for no condition
     * @return this
     */
    public LogFilter atLeast(String column, @Nullable Long value) {
        if (value != null) {
            and(column + " >= ?", value);
        }
        return this;
    }

    /**
     * Adds a condition for a part of a text in at least one of the columns, ignoring case.
     *
     * @param text the part; null for no condition
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
     * Adds a condition in SQL.
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

    /** Returns a statement for the entries after a position. */
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

    /** Returns a statement that counts up to one more than the bound. */
    Statement count() {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(LogPage.Total.BOUND + 1);
        return new Statement(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + layout.table() + where + " LIMIT ?) bounded", bound);
    }

    /**
     * Returns a statement for a selection of the matching entries.
     *
     * @param selected the expressions after {@code SELECT}
     * @param condition an additional condition, or an empty text
     * @param rest the clauses after the conditions
     * @param more values to bind in the additional condition and the rest
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
     * Returns an expression for the time bucket of an entry.
     *
     * @param seconds the width of a bucket
     * @return an expression: whole buckets since 1970
     */
    public String bucket(long seconds) {
        return "FLOOR(" + dialect.epochSeconds("occurred_at") + " / " + seconds + ")";
    }
}
