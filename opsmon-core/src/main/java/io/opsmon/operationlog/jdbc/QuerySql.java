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
        List<Object> bound = new ArrayList<>(parameters);
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(Column.NAMES)
                .append(" FROM ")
                .append(Column.TABLE)
                .append(where);
        @Nullable Cursor cursor = query.cursor();
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
        bound.add(query.limit() + 1);
        return new Statement(sql.toString(), bound);
    }

    /** Counts up to one more than the bound. */
    Statement count() {
        List<Object> bound = new ArrayList<>(parameters);
        bound.add(OperationLogPage.Total.BOUND + 1);
        return new Statement(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + Column.TABLE + where + " LIMIT ?) bounded", bound);
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
