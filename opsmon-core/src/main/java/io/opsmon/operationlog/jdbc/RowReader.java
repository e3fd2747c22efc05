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

/** A row of {@code opsmon_operation_log} as the entry that was stored in it. */
record RowReader(Dialect dialect) implements RowMapper<OperationLogEntry> {

    @Override
    public OperationLogEntry mapRow(ResultSet row, int rowNumber) throws SQLException {
        return new OperationLogEntry(
                id(row),
                dialect.instant(row, "occurred_at"),
                Duration.of(row.getLong("duration_us"), ChronoUnit.MICROS),
                row.getString("module"),
                row.getString("action"),
                row.getString("description"),
                Outcome.valueOf(row.getString("outcome")),
                resource(row),
                operator(row),
                http(row),
                trace(row),
                new Source(
                        row.getString("application"),
                        row.getString("node"),
                        row.getString("thread"),
                        row.getString("method")),
                failure(row),
                row.getString("arguments"),
                row.getString("result"),
                ExtraJson.read(row.getString("extra")),
                ChangesJson.read(row.getString("changes")),
                chain(row));
    }

    private UUID id(ResultSet row) throws SQLException {
        return Objects.requireNonNull(dialect.uuid(row, "id"));
    }

    private static @Nullable Resource resource(ResultSet row) throws SQLException {
        @Nullable String type = row.getString("resource_type");
        @Nullable String id = row.getString("resource_id");
        return type == null && id == null ? null : new Resource(type, id);
    }

    private static @Nullable Operator operator(ResultSet row) throws SQLException {
        @Nullable String id = row.getString("operator_id");
        return id == null ? null : new Operator(id, row.getString("operator_name"), row.getString("tenant_id"));
    }

    private static @Nullable HttpFacts http(ResultSet row) throws SQLException {
        @Nullable String method = row.getString("http_method");
        if (method == null) {
            return null;
        }
        int status = row.getInt("http_status");
        @Nullable Integer statusOrNull = row.wasNull() ? null : status;
        return new HttpFacts(
                method,
                row.getString("http_path"),
                row.getString("http_query"),
                statusOrNull,
                row.getString("client_ip"),
                row.getString("user_agent"),
                row.getString("session_ref"));
    }

    private static @Nullable TraceContext trace(ResultSet row) throws SQLException {
        @Nullable String traceId = row.getString("trace_id");
        return traceId == null ? null : new TraceContext(traceId, row.getString("span_id"));
    }

    private @Nullable ChainLink chain(ResultSet row) throws SQLException {
        @Nullable String chain = row.getString("chain");
        byte @Nullable [] hash = row.getBytes("chain_hash");
        if (chain == null || hash == null) {
            return null;
        }
        byte @Nullable [] personal = row.getBytes("personal_hash");
        return new ChainLink(
                chain,
                row.getLong("chain_seq"),
                Hash.of(hash),
                dialect.uuid(row, "chain_salt"),
                personal == null ? null : Hash.of(personal),
                row.getString("proof"));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        @Nullable String type = row.getString("error_type");
        return type == null ? null : new Failure(type, row.getString("error_message"), row.getString("error_stack"));
    }
}
