package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogPage;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogQuery.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one {@link OperationLogQuery}. Conditions on operator, module, action, outcome, resource, address and trace each have
 * an index that ends in {@code (occurred_at, id)}, so that a page costs the same wherever it is; duration and text have none.
 */
final class QuerySql {

    private final Dialect dialect;
    private final OperationLogQuery query;
    private final List<Object> parameters = new ArrayList<>();
    private final StringBuilder where = new StringBuilder();

    QuerySql(Dialect dialect, OperationLogQuery query) {
        this.dialect = dialect;
        this.query = query;
        filters();
    }

    /** A statement and the values to bind to it. */
    record Statement(String sql, List<Object> parameters) {}

    /** One entry more than the limit, to know whether there is a next page. */
    Statement page() {
        return page(query.cursor(), query.limit() + 1);
    }

    /** The entries behind a place. */
    Statement page(@Nullable Cursor cursor, int limit) {
        List<Object> bound = new ArrayList<>(parameters);
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(Column.NAMES)
                .append(" FROM ")
                .append(Column.TABLE)
                .append(where);
        if (cursor != null) {
            // Not the row comparison (a, b) < (?, ?), which MySQL and MariaDB do not turn into an index range.
            sql.append(where.isEmpty() ? " WHERE " : " AND ")
                    .append("occurred_at <= ? AND (occurred_at < ? OR id < ?)");
            Object time = dialect.values.toSql(cursor.occurredAt());
            bound.add(time);
            bound.add(time);
            bound.add(dialect.values.toSql(cursor.id()));
        }
        sql.append(" ORDER BY occurred_at DESC, id DESC LIMIT ?");
        bound.add(limit);
        return new Statement(sql.toString(), bound);
    }

    /** Counts up to one more than the bound. */
    Statement count() {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(OperationLogPage.Total.BOUND + 1);
        return new Statement(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + Column.TABLE + where + " LIMIT ?) bounded", bound);
    }

    /** Counts and durations by bucket, module, action and outcome. */
    Statement groups(long bucketSeconds) {
        String bucket = "FLOOR(" + dialect.epochSeconds("occurred_at") + " / " + bucketSeconds + ")";
        return new Statement(
                "SELECT " + bucket + " AS bucket, module, action, outcome, COUNT(*), SUM(duration_us) FROM "
                        + Column.TABLE + where + " GROUP BY " + bucket + ", module, action, outcome",
                parameters);
    }

    /** Counts and failures of the most frequent operators. */
    Statement operators(int limit) {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(limit);
        return new Statement(
                "SELECT operator_id, COUNT(*) AS entries, SUM(CASE WHEN outcome = 'FAILURE' THEN 1 ELSE 0 END) FROM "
                        + Column.TABLE + where + (where.isEmpty() ? " WHERE " : " AND ")
                        + "operator_id IS NOT NULL GROUP BY operator_id ORDER BY entries DESC, operator_id LIMIT ?",
                bound);
    }

    /** The entries that took longest. */
    Statement slowest(int limit) {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(limit);
        return new Statement(
                "SELECT " + Column.NAMES + " FROM " + Column.TABLE + where + " ORDER BY duration_us DESC LIMIT ?",
                bound);
    }

    private void filters() {
        if (query.from() != null) {
            and("occurred_at >= ?", dialect.values.toSql(query.from()));
        }
        if (query.to() != null) {
            and("occurred_at < ?", dialect.values.toSql(query.to()));
        }
        equal(Column.OPERATOR_ID, query.operator());
        equal(Column.MODULE, query.module());
        equal(Column.ACTION, query.action());
        equal(Column.OUTCOME, query.outcome() == null ? null : query.outcome().name());
        equal(Column.RESOURCE_TYPE, query.resourceType());
        equal(Column.RESOURCE_ID, query.resourceId());
        equal(Column.CLIENT_IP, query.clientIp());
        equal(Column.TRACE_ID, query.traceId());
        if (query.minDuration() != null) {
            and("duration_us >= ?", query.minDuration().toNanos() / 1_000);
        }
        if (query.text() != null) {
            String pattern =
                    "%" + query.text().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
            and(
                    "(" + dialect.containsIgnoringCase("description") + " OR "
                            + dialect.containsIgnoringCase("error_message") + ")",
                    pattern);
            parameters.add(pattern);
        }
    }

    private void equal(Column column, @Nullable String value) {
        if (value != null) {
            and(column.sql() + " = ?", value);
        }
    }

    private void and(String condition, Object parameter) {
        where.append(where.isEmpty() ? " WHERE " : " AND ").append(condition);
        parameters.add(parameter);
    }
}
