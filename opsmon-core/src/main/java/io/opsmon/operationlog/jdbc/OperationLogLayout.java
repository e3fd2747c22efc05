package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.jdbc.SqlValues;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.jdbc.ExtraJson;
import io.opsmon.log.jdbc.LogLayout;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@code opsmon_operation_log} looks like.
 *
 * @since 0.1
 */
public final class OperationLogLayout {

    /** The table, for its chains, retention and imports. */
    public static final LogLayout<OperationLogEntry> LAYOUT = new LogLayout<>(
            OperationLogEntry.KIND,
            "opsmon_operation_log",
            Arrays.stream(Column.values()).map(Column::toColumn).toList(),
            OperationLogLayout::read);

    private OperationLogLayout() {}

    private static OperationLogEntry read(ResultSet row, SqlValues values, @Nullable ChainLink chain)
            throws SQLException {
        return new OperationLogEntry(
                LogLayout.id(row, values),
                values.instant(row, 2),
                Duration.of(row.getLong(at(Column.DURATION_US)), ChronoUnit.MICROS),
                row.getString(at(Column.MODULE)),
                row.getString(at(Column.ACTION)),
                row.getString(at(Column.DESCRIPTION)),
                Outcome.valueOf(row.getString(at(Column.OUTCOME))),
                resource(row),
                operator(row),
                http(row),
                trace(row),
                new Source(
                        row.getString(at(Column.APPLICATION)),
                        row.getString(at(Column.NODE)),
                        row.getString(at(Column.THREAD)),
                        row.getString(at(Column.METHOD))),
                failure(row),
                row.getString(at(Column.ARGUMENTS)),
                row.getString(at(Column.RESULT)),
                ExtraJson.read(row.getString(at(Column.EXTRA))),
                ChangesJson.read(row.getString(at(Column.CHANGES))),
                chain);
    }

    private static int at(Column column) {
        return column.index();
    }

    private static @Nullable Resource resource(ResultSet row) throws SQLException {
        @Nullable String type = row.getString(at(Column.RESOURCE_TYPE));
        @Nullable String id = row.getString(at(Column.RESOURCE_ID));
        return type == null && id == null ? null : new Resource(type, id);
    }

    private static @Nullable Operator operator(ResultSet row) throws SQLException {
        @Nullable String id = row.getString(at(Column.OPERATOR_ID));
        return id == null
                ? null
                : new Operator(id, row.getString(at(Column.OPERATOR_NAME)), row.getString(at(Column.TENANT_ID)));
    }

    private static @Nullable HttpFacts http(ResultSet row) throws SQLException {
        @Nullable String method = row.getString(at(Column.HTTP_METHOD));
        if (method == null) {
            return null;
        }
        int status = row.getInt(at(Column.HTTP_STATUS));
        @Nullable Integer statusOrNull = row.wasNull() ? null : status;
        return new HttpFacts(
                method,
                row.getString(at(Column.HTTP_PATH)),
                row.getString(at(Column.HTTP_QUERY)),
                statusOrNull,
                row.getString(at(Column.CLIENT_IP)),
                row.getString(at(Column.USER_AGENT)),
                row.getString(at(Column.SESSION_REF)));
    }

    private static @Nullable TraceContext trace(ResultSet row) throws SQLException {
        @Nullable String traceId = row.getString(at(Column.TRACE_ID));
        return traceId == null ? null : new TraceContext(traceId, row.getString(at(Column.SPAN_ID)));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        @Nullable String type = row.getString(at(Column.ERROR_TYPE));
        return type == null
                ? null
                : new Failure(type, row.getString(at(Column.ERROR_MESSAGE)), row.getString(at(Column.ERROR_STACK)));
    }
}
