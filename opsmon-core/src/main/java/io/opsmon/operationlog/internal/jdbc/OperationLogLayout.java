package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.http.HttpFacts;
import io.opsmon.internal.jdbc.SqlValues;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.jdbc.ExtraJson;
import io.opsmon.log.internal.jdbc.LogLayout;
import io.opsmon.operationlog.Failure;
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
 * The layout of {@code opsmon_operation_log}.
 *
 * @since 0.1
 */
public final class OperationLogLayout {

    /** The layout for integrity chains, retention and imports. */
    public static final LogLayout<OperationLogEntry> LAYOUT = new LogLayout<>(
            OperationLogEntry.KIND,
            "opsmon_operation_log",
            Arrays.stream(OperationLogColumn.values())
                    .map(OperationLogColumn::toColumn)
                    .toList(),
            OperationLogLayout::read);

    private OperationLogLayout() {}

    private static OperationLogEntry read(ResultSet row, SqlValues values, @Nullable ChainLink chain)
            throws SQLException {
        return new OperationLogEntry(
                LogLayout.id(row, values),
                values.instant(row, 2),
                Duration.of(row.getLong(at(OperationLogColumn.DURATION_US)), ChronoUnit.MICROS),
                row.getString(at(OperationLogColumn.MODULE)),
                row.getString(at(OperationLogColumn.ACTION)),
                row.getString(at(OperationLogColumn.DESCRIPTION)),
                Outcome.valueOf(row.getString(at(OperationLogColumn.OUTCOME))),
                resource(row),
                operator(row),
                http(row),
                trace(row),
                new Source(
                        row.getString(at(OperationLogColumn.APPLICATION)),
                        row.getString(at(OperationLogColumn.NODE)),
                        row.getString(at(OperationLogColumn.THREAD)),
                        row.getString(at(OperationLogColumn.METHOD))),
                failure(row),
                row.getString(at(OperationLogColumn.ARGUMENTS)),
                row.getString(at(OperationLogColumn.RESULT)),
                ExtraJson.read(row.getString(at(OperationLogColumn.EXTRA))),
                ChangesJson.read(row.getString(at(OperationLogColumn.CHANGES))),
                chain);
    }

    private static int at(OperationLogColumn column) {
        return column.index();
    }

    private static @Nullable Resource resource(ResultSet row) throws SQLException {
        @Nullable String type = row.getString(at(OperationLogColumn.RESOURCE_TYPE));
        @Nullable String id = row.getString(at(OperationLogColumn.RESOURCE_ID));
        return type == null && id == null ? null : new Resource(type, id);
    }

    private static @Nullable Operator operator(ResultSet row) throws SQLException {
        @Nullable String id = row.getString(at(OperationLogColumn.OPERATOR_ID));
        return id == null
                ? null
                : new Operator(
                        id,
                        row.getString(at(OperationLogColumn.OPERATOR_NAME)),
                        row.getString(at(OperationLogColumn.TENANT_ID)));
    }

    private static @Nullable HttpFacts http(ResultSet row) throws SQLException {
        @Nullable String method = row.getString(at(OperationLogColumn.HTTP_METHOD));
        if (method == null) {
            return null;
        }
        int status = row.getInt(at(OperationLogColumn.HTTP_STATUS));
        @Nullable Integer statusOrNull = row.wasNull() ? null : status;
        return new HttpFacts(
                method,
                row.getString(at(OperationLogColumn.HTTP_PATH)),
                row.getString(at(OperationLogColumn.HTTP_QUERY)),
                statusOrNull,
                row.getString(at(OperationLogColumn.CLIENT_IP)),
                row.getString(at(OperationLogColumn.USER_AGENT)),
                row.getString(at(OperationLogColumn.SESSION_REF)));
    }

    private static @Nullable TraceContext trace(ResultSet row) throws SQLException {
        @Nullable String traceId = row.getString(at(OperationLogColumn.TRACE_ID));
        return traceId == null ? null : new TraceContext(traceId, row.getString(at(OperationLogColumn.SPAN_ID)));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        @Nullable String type = row.getString(at(OperationLogColumn.ERROR_TYPE));
        return type == null
                ? null
                : new Failure(
                        type,
                        row.getString(at(OperationLogColumn.ERROR_MESSAGE)),
                        row.getString(at(OperationLogColumn.ERROR_STACK)));
    }
}
