package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.Outcome;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.internal.change.Snapshot;
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.operationlog.internal.template.Template;
import io.opsmon.recording.Consistency;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Creates the entries of a completed call and passes them to the recorder. Thread-safe.
 *
 * @since 0.1
 */
public final class EntryWriter {

    private final OperationLogRecorder recorder;
    private final PayloadWriter payloads;
    private final Masking masking;
    private final ChangeCapture changes;
    private final @Nullable ResultOutcome results;
    private final String application;
    private final String node;

    /**
     * Creates a writer.
     *
     * @param recorder receives the entries
     * @param payloads writes arguments and results
     * @param masking masks secrets in texts
     * @param changes determines the changes of each call
     * @param results decides by the result whether a call succeeded; null if every result is a success
     * @param application the application's name
     * @param node the name of the node
     */
    public EntryWriter(
            OperationLogRecorder recorder,
            PayloadWriter payloads,
            Masking masking,
            ChangeCapture changes,
            @Nullable ResultOutcome results,
            String application,
            String node) {
        this.recorder = recorder;
        this.payloads = payloads;
        this.masking = masking;
        this.changes = changes;
        this.results = results;
        this.application = application;
        this.node = node;
    }

    /** Captures the arguments, the values of templates and the states that the method may change. */
    void before(Call call) {
        int count = call.method.operations().size();
        @Nullable String[] json = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
            RecordedOperation operation = call.method.operations().get(i);
            if (operation.recordArguments()
                    && call.method.named()
                    && !call.method.parameters().isEmpty()) {
                json[i] = payloads.writeArguments(call.method.parameters(), call.arguments, operation.filter());
            }
            operation.evaluatedBefore().forEach(call::evaluateBefore);
            if (operation.comparesStates()) {
                if (call.states.length == 0) {
                    call.states = new @Nullable Snapshot[count];
                }
                call.states[i] = changes.before(call, operation);
            }
        }
        call.argumentsJson = json;
    }

    /** Records one operation of a completed call. */
    void write(Call call, int index, boolean cancelled) {
        RecordedOperation operation = call.method.operations().get(index);
        call.findChanges(index, call.error() == null && !cancelled);
        if (operation.condition() != null && !operation.condition().holds(call)) {
            return;
        }
        OperationLogEntry entry = entry(call, operation, call.argumentsJson[index], cancelled);
        if (entry.outcome() == Outcome.SUCCESS && !changes.isWorthAnEntry(call.changes())) {
            return;
        }
        Consistency consistency = operation.consistency();
        if (consistency == Consistency.TRANSACTIONAL && (call.error() != null || cancelled)) {
            // The transaction is about to roll back, and would roll back the entry.
            consistency = Consistency.SYNCHRONOUS;
        }
        if (consistency == Consistency.TRANSACTIONAL && call.transaction() != null) {
            recordAfter(call.transaction(), entry, call.exchange);
        } else {
            recorder.record(entry, call.exchange, UnaryOperator.identity(), consistency);
        }
    }

    /** Records an entry after its reactive transaction. The thread of its end must not wait for the database. */
    private void recordAfter(TransactionEnd transaction, OperationLogEntry entry, @Nullable HttpExchange exchange) {
        if (exchange != null) {
            RequestCalls.of(exchange).recorded();
        }
        transaction.whenCompleted(status -> recorder.recordAfterCompletion(entry, status, Consistency.JOURNALED));
    }

    private OperationLogEntry entry(
            Call call, RecordedOperation operation, @Nullable String argumentsJson, boolean cancelled) {
        Duration duration = Duration.ofNanos(call.durationNanos() / 1_000 * 1_000);
        @Nullable Failure failure = cancelled ? null : failure(call, operation);
        Outcome outcome = outcome(call, operation, cancelled, failure);
        @Nullable Throwable error = call.error();
        @Nullable Template failureDescription = operation.failureDescription();
        Template description =
                outcome == Outcome.SUCCESS || failureDescription == null ? operation.description() : failureDescription;
        return new OperationLogEntry(
                recorder.nextId(call.occurredAt),
                call.occurredAt,
                duration,
                operation.module(),
                operation.action(),
                masked(call.render(description)),
                outcome,
                resource(call, operation),
                operator(call, operation),
                call.exchange == null ? null : call.exchange.facts(),
                call.trace,
                new Source(application, node, call.thread, call.method.name()),
                failure,
                argumentsJson,
                operation.recordResult() && error == null && !cancelled
                        ? payloads.write(call.result(), resultFilter(operation))
                        : null,
                extra(call, operation),
                call.changes().changes(),
                null);
    }

    private static PathFilter resultFilter(RecordedOperation operation) {
        @Nullable PathFilter filter = operation.filter().member("result");
        // Paths for arguments only do not restrict the result.
        return filter == null ? PathFilter.ALL : filter;
    }

    private static Outcome outcome(
            Call call, RecordedOperation operation, boolean cancelled, @Nullable Failure failure) {
        if (cancelled) {
            return Outcome.CANCELLED;
        }
        boolean success = failure == null
                && (operation.successCondition() == null
                        || operation.successCondition().holds(call));
        return success ? Outcome.SUCCESS : Outcome.FAILURE;
    }

    /** Returns the exception, or the failure that the result reports. A condition of the operation has priority. */
    private @Nullable Failure failure(Call call, RecordedOperation operation) {
        @Nullable Throwable error = call.error();
        if (error != null) {
            return Failures.describe(error, masking);
        }
        if (results == null || operation.successCondition() != null) {
            return null;
        }
        ResultOutcome.@Nullable Verdict verdict = results.judge(call.result(), call.method.handlesRequests());
        @Nullable Failure reported = verdict == null ? null : verdict.failure();
        return reported == null ? null : new Failure(reported.type(), masking.maskText(reported.message()), null);
    }

    private static @Nullable Resource resource(Call call, RecordedOperation operation) {
        @Nullable Object fromContext = call.scope.resourceId();
        @Nullable String id = fromContext != null ? text(fromContext) : call.renderOrNull(operation.resourceId());
        return id == null && operation.resourceType() == null ? null : new Resource(operation.resourceType(), id);
    }

    private static @Nullable Operator operator(Call call, RecordedOperation operation) {
        @Nullable String id = call.renderOrNull(operation.operator());
        @Nullable String tenant = call.renderOrNull(operation.tenant());
        @Nullable Operator resolved = call.operator;
        if (id != null) {
            return new Operator(id, id, tenant != null || resolved == null ? tenant : resolved.tenant());
        }
        return resolved == null || tenant == null ? resolved : new Operator(resolved.id(), resolved.name(), tenant);
    }

    private Map<String, String> extra(Call call, RecordedOperation operation) {
        Map<String, @Nullable Object> fromContext = call.scope.extra();
        if (operation.extra().isEmpty() && fromContext.isEmpty()) {
            return Map.of();
        }
        Map<String, String> extra = new LinkedHashMap<>();
        for (RecordedOperation.Extra each : operation.extra()) {
            @Nullable String value = call.renderOrNull(each.value());
            if (value != null) {
                extra.put(each.name(), masked(each.name(), value));
            }
        }
        fromContext.forEach((name, value) -> {
            if (value != null) {
                extra.put(name, masked(name, text(value)));
            }
        });
        return extra;
    }

    private String masked(String name, String value) {
        return masking.isSensitive(name) ? Masking.MASK : masked(value);
    }

    private String masked(String text) {
        @Nullable String masked = masking.maskText(text);
        return masked == null ? text : masked;
    }

    private static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException failure) {
            return "(cannot be shown: " + failure.getClass().getSimpleName() + ")";
        }
    }
}
