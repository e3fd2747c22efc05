package io.opsmon.operationlog.internal;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.export.ExportColumn;
import io.opsmon.log.internal.export.ExportTable;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns of operation logs in CSV and Excel exports.
 *
 * @since 0.1
 */
public final class OperationLogExportColumns {

    private static final List<ExportColumn<OperationLogEntry>> COLUMNS = List.of(
            new ExportColumn<>("occurredAt", OperationLogEntry::occurredAt),
            new ExportColumn<>("operator", e -> of(e.operator(), Operator::id)),
            new ExportColumn<>("operatorName", e -> of(e.operator(), Operator::name)),
            new ExportColumn<>("tenant", e -> of(e.operator(), Operator::tenant)),
            new ExportColumn<>("module", OperationLogEntry::module),
            new ExportColumn<>("action", OperationLogEntry::action),
            new ExportColumn<>("description", true, OperationLogEntry::description),
            new ExportColumn<>("changes", e -> changes(e.changes())),
            new ExportColumn<>("outcome", OperationLogEntry::outcome),
            new ExportColumn<>(
                    "durationMillis", e -> BigDecimal.valueOf(e.duration().toNanos() / 1_000, 3)),
            new ExportColumn<>("resourceType", e -> of(e.resource(), Resource::type)),
            new ExportColumn<>("resourceId", e -> of(e.resource(), Resource::id)),
            new ExportColumn<>("httpMethod", e -> of(e.http(), HttpFacts::method)),
            new ExportColumn<>("path", e -> of(e.http(), HttpFacts::path)),
            new ExportColumn<>("query", e -> of(e.http(), HttpFacts::query)),
            new ExportColumn<>("status", e -> of(e.http(), HttpFacts::status)),
            new ExportColumn<>("clientIp", e -> of(e.http(), HttpFacts::clientIp)),
            new ExportColumn<>("userAgent", e -> of(e.http(), HttpFacts::userAgent)),
            new ExportColumn<>("session", e -> of(e.http(), HttpFacts::sessionReference)),
            new ExportColumn<>("traceId", e -> of(e.trace(), TraceContext::traceId)),
            new ExportColumn<>("spanId", e -> of(e.trace(), TraceContext::spanId)),
            new ExportColumn<>("application", e -> e.source().application()),
            new ExportColumn<>("node", e -> e.source().node()),
            new ExportColumn<>("method", e -> e.source().method()),
            new ExportColumn<>("errorType", e -> of(e.failure(), Failure::type)),
            new ExportColumn<>("errorMessage", e -> of(e.failure(), Failure::message)),
            new ExportColumn<>("arguments", OperationLogEntry::arguments),
            new ExportColumn<>("result", OperationLogEntry::result),
            new ExportColumn<>("extra", e -> ExportColumn.lines(e.extra())),
            new ExportColumn<>("id", OperationLogEntry::id));

    /** The export table with all columns. */
    public static final ExportTable<OperationLogEntry> TABLE =
            new ExportTable<>(OperationLogEntry.KIND, "Operation logs", COLUMNS);

    private OperationLogExportColumns() {}

    private static <T, V> @Nullable V of(@Nullable T owner, Function<T, @Nullable V> getter) {
        return owner == null ? null : getter.apply(owner);
    }

    private static @Nullable String changes(List<Change> changes) {
        if (changes.isEmpty()) {
            return null;
        }
        StringJoiner text = new StringJoiner("\n");
        changes.forEach(
                change -> text.add(change.name() + ": " + shown(change.oldValue()) + " → " + shown(change.newValue())));
        return text.toString();
    }

    private static String shown(@Nullable String value) {
        return value == null ? "–" : value;
    }
}
