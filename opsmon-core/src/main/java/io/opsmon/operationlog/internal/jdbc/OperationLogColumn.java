package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.jdbc.ExtraJson;
import io.opsmon.log.internal.jdbc.LogColumn;
import io.opsmon.log.internal.jdbc.LogLayout;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import java.sql.Types;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns that only {@code opsmon_operation_log} has, in the order of inserts, each with its value in an entry. The
 * column names are the names of the constants in lower case.
 */
enum OperationLogColumn {
    DURATION_US(e -> e.duration().toNanos() / 1_000),
    MODULE(OperationLogEntry::module),
    ACTION(OperationLogEntry::action),
    DESCRIPTION(OperationLogEntry::description),
    OUTCOME(e -> e.outcome().name()),
    RESOURCE_TYPE(e -> of(e.resource(), Resource::type)),
    RESOURCE_ID(e -> of(e.resource(), Resource::id)),
    OPERATOR_ID(e -> of(e.operator(), Operator::id)),
    OPERATOR_NAME(e -> of(e.operator(), Operator::name)),
    TENANT_ID(e -> of(e.operator(), Operator::tenant)),
    HTTP_METHOD(e -> of(e.http(), HttpFacts::method)),
    HTTP_PATH(e -> of(e.http(), HttpFacts::path)),
    HTTP_QUERY(e -> of(e.http(), HttpFacts::query)),
    HTTP_STATUS(e -> of(e.http(), HttpFacts::status)),
    CLIENT_IP(e -> of(e.http(), HttpFacts::clientIp)),
    USER_AGENT(e -> of(e.http(), HttpFacts::userAgent)),
    SESSION_REF(e -> of(e.http(), HttpFacts::sessionReference)),
    TRACE_ID(e -> of(e.trace(), TraceContext::traceId)),
    SPAN_ID(e -> of(e.trace(), TraceContext::spanId)),
    APPLICATION(e -> e.source().application()),
    NODE(e -> e.source().node()),
    THREAD(e -> e.source().thread()),
    METHOD(e -> e.source().method()),
    ERROR_TYPE(e -> of(e.failure(), Failure::type)),
    ERROR_MESSAGE(e -> of(e.failure(), Failure::message)),
    ERROR_STACK(e -> of(e.failure(), Failure::stackTrace)),
    ARGUMENTS(OperationLogEntry::arguments),
    RESULT(OperationLogEntry::result),
    EXTRA(e -> e.extra().isEmpty() ? null : ExtraJson.write(e.extra())),
    CHANGES(e -> e.changes().isEmpty() ? null : ChangesJson.write(e.changes()));

    private final Function<OperationLogEntry, @Nullable Object> value;

    OperationLogColumn(Function<OperationLogEntry, @Nullable Object> value) {
        this.value = value;
    }

    /** Returns the index in a row. Columns are selected in the order of the constants. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal() + LogLayout.FIRST_OWN;
    }

    LogColumn<OperationLogEntry> toColumn() {
        return new LogColumn<>(
                name().toLowerCase(Locale.ROOT), this == HTTP_STATUS ? Types.INTEGER : Types.VARCHAR, value);
    }

    private static <T, V> @Nullable V of(@Nullable T owner, Function<T, @Nullable V> getter) {
        return owner == null ? null : getter.apply(owner);
    }
}
