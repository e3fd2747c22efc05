package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Outcome;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.TraceContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** A row of {@code opsmon_operation_log}, its columns selected as {@link Column#NAMES}, as the entry that was stored in it. */
record RowReader(Dialect dialect) implements RowMapper<OperationLogEntry> {

    @Override
    public OperationLogEntry mapRow(ResultSet row, int rowNumber) throws SQLException {
        return new OperationLogEntry(
                id(row),
                dialect.values.instant(row, at(Column.OCCURRED_AT)),
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
                chain(row));
    }

    private static int at(Column column) {
        return column.index();
    }

    private UUID id(ResultSet row) throws SQLException {
        return Objects.requireNonNull(dialect.values.uuid(row, at(Column.ID)));
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

    private @Nullable ChainLink chain(ResultSet row) throws SQLException {
        @Nullable String chain = row.getString(at(Column.CHAIN));
        if (chain == null) {
            return null;
        }
        byte @Nullable [] hash = row.getBytes(at(Column.CHAIN_HASH));
        byte @Nullable [] personal = row.getBytes(at(Column.PERSONAL_HASH));
        return new ChainLink(
                chain,
                row.getLong(at(Column.CHAIN_SEQ)),
                hash == null ? Hash.ZERO : Hash.of(hash),
                dialect.values.uuid(row, at(Column.CHAIN_SALT)),
                personal == null ? null : Hash.of(personal),
                row.getString(at(Column.PROOF)));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        @Nullable String type = row.getString(at(Column.ERROR_TYPE));
        return type == null
                ? null
                : new Failure(type, row.getString(at(Column.ERROR_MESSAGE)), row.getString(at(Column.ERROR_STACK)));
    }
}
