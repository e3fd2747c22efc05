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
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.operationlog.internal.template.Template;
import io.opsmon.recording.Consistency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates the entries of a completed call and passes them to the recorder. Thread-safe.
 *
 * @since 0.1
 */
public final class EntryWriter {

    /** The attribute of the last entry of a call whose list has more elements than entries. */
    private static final String OMITTED = "omittedElements";

    private static final EntryState[] NOTHING_CAPTURED = {EntryState.NOTHING};

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
        for (int i = 0; i < count; i++) {
            RecordedOperation operation = call.method.operations().get(i);
            if (call.method.captures(operation)) {
                if (call.captured.length == 0) {
                    call.captured = new EntryState[count][];
                }
                call.captured[i] = captured(call, operation);
            }
        }
    }

    private EntryState[] captured(Call call, RecordedOperation operation) {
        @Nullable ElementList list = operation.forEach();
        EntryState[] entries = list != null && list.usesOnlyArguments(call.method)
                ? entries(call, list, null)
                : new EntryState[] {EntryState.ofCall()};
        for (EntryState entry : entries) {
            call.select(entry);
            capture(call, operation, entry);
        }
        return entries;
    }

    private static EntryState[] capturedBefore(Call call, int index) {
        EntryState @Nullable [] captured = call.captured.length == 0 ? null : call.captured[index];
        return captured == null ? NOTHING_CAPTURED : captured;
    }

    private void capture(Call call, RecordedOperation operation, EntryState entry) {
        if (call.method.capturesArguments(operation)) {
            @Nullable ElementList list = operation.forEach();
            entry.argumentsJson = list != null && entry.isOfElement() && !entry.isOfNoElement()
                    ? payloads.writeArguments(
                            list.parameters(call.method, entry.isSensitive()),
                            list.values(call, entry.element()),
                            operation.filter())
                    : payloads.writeArguments(call.method.parameters(), call.arguments, operation.filter());
        }
        operation.evaluatedBefore().forEach(call::evaluateBefore);
        if (operation.comparesStates()) {
            entry.state = changes.before(call, operation);
        }
    }

    /**
     * Returns an entry for each element. If the list cannot be read, there is one entry of the call. If the list is
     * empty, there is one entry without element, which is recorded only if the call fails.
     */
    private EntryState[] entries(Call call, ElementList list, @Nullable EntryState ofCall) {
        ElementList.@Nullable Elements elements = list.of(call);
        if (elements == null) {
            return new EntryState[] {ofCall == null ? EntryState.ofCall() : ofCall};
        }
        if (elements.first().isEmpty()) {
            EntryState none = EntryState.ofNoElement();
            none.argumentsJson = ofCall == null ? null : ofCall.argumentsJson;
            return new EntryState[] {none};
        }
        boolean sensitive = list.isSensitive(call, payloads);
        EntryState[] entries = new EntryState[elements.first().size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = EntryState.of(elements.first().get(i), sensitive);
            entries[i].argumentsJson = ofCall == null ? null : ofCall.argumentsJson;
        }
        entries[entries.length - 1].omitted = elements.omitted();
        return entries;
    }

    /** The values that all entries of an operation share. */
    private record End(
            boolean cancelled,
            @Nullable Failure failure,
            @Nullable String result) {

        static final End OF_SUCCESS = new End(false, null, null);

        static End of(boolean cancelled, @Nullable Failure failure, @Nullable String result) {
            return !cancelled && failure == null && result == null ? OF_SUCCESS : new End(cancelled, failure, result);
        }
    }

    /** Records one operation of a completed call. */
    void write(Call call, int index, boolean cancelled) {
        RecordedOperation operation = call.method.operations().get(index);
        EntryState[] states = capturedBefore(call, index);
        @Nullable ElementList list = operation.forEach();
        if (list != null && !list.usesOnlyArguments(call.method)) {
            call.select(states[0]);
            states = call.error() != null && list.usesResult() ? states : entries(call, list, states[0]);
        }
        boolean succeeded = call.error() == null && !cancelled;
        boolean hasResult = operation.recordResult() && succeeded;
        End end = End.of(
                cancelled,
                cancelled ? null : failure(call, operation),
                hasResult ? payloads.write(call.result(), resultFilter(operation)) : null);
        if (operation.consistency() == Consistency.BUFFERED) {
            for (EntryState state : states) {
                @Nullable EntryDraft draft = draft(call, operation, state, end, succeeded);
                if (draft != null) {
                    recordLater(draft, call.exchange);
                }
            }
            return;
        }
        List<OperationLogEntry> entries = new ArrayList<>(states.length);
        for (EntryState state : states) {
            @Nullable EntryDraft draft = draft(call, operation, state, end, succeeded);
            if (draft != null) {
                entries.add((call.exchange == null ? draft : draft.of(call.exchange.facts())).get());
            }
        }
        record(call, entries, operation.consistency(), succeeded);
    }

    /** Passes an entry on that is completed on the recorder's thread, and waits for the response before. */
    private void recordLater(EntryDraft draft, @Nullable HttpExchange exchange) {
        if (exchange != null) {
            RequestCalls.of(exchange).recorded();
            if (exchange.whenAnswered(facts -> recorder.recordLater(draft.of(facts)))) {
                return;
            }
            draft.of(exchange.facts());
        }
        recorder.recordLater(draft);
    }

    private void record(Call call, List<OperationLogEntry> entries, Consistency wanted, boolean succeeded) {
        // The transaction of a failed call is about to roll back, and would roll back the entry.
        Consistency consistency = wanted == Consistency.TRANSACTIONAL && !succeeded ? Consistency.SYNCHRONOUS : wanted;
        @Nullable TransactionEnd transaction = call.transaction();
        if (consistency == Consistency.TRANSACTIONAL && transaction != null) {
            entries.forEach(entry -> recordAfter(transaction, entry, call.exchange));
        } else {
            recorder.recordAll(entries, call.exchange, consistency);
        }
    }

    /** Records an entry after its reactive transaction. The thread of its end must not wait for the database. */
    private void recordAfter(TransactionEnd transaction, OperationLogEntry entry, @Nullable HttpExchange exchange) {
        if (exchange != null) {
            RequestCalls.of(exchange).recorded();
        }
        transaction.whenCompleted(status -> recorder.recordAfterCompletion(entry, status, Consistency.JOURNALED));
    }

    /** Returns the entry of a call or of an element; null if it is not recorded. */
    private @Nullable EntryDraft draft(
            Call call, RecordedOperation operation, EntryState state, End end, boolean succeeded) {
        call.select(state);
        call.findChanges(operation, succeeded);
        if (operation.condition() != null && !operation.condition().holds(call)) {
            return null;
        }
        EntryDraft draft = draft(call, operation, end);
        boolean isWorthAnEntry = !state.isOfNoElement() && changes.isWorthAnEntry(call.changes());
        return draft.outcome() != Outcome.SUCCESS || isWorthAnEntry ? draft : null;
    }

    private EntryDraft draft(Call call, RecordedOperation operation, End end) {
        Outcome outcome = outcome(call, operation, end);
        @Nullable Template failureDescription = operation.failureDescription();
        Template description =
                outcome == Outcome.SUCCESS || failureDescription == null ? operation.description() : failureDescription;
        return new EntryDraft(
                this,
                call,
                operation,
                call.render(description),
                outcome,
                resource(call, operation),
                operator(call, operation),
                end.failure(),
                result(call, operation, end.result()),
                extra(call, operation, call.selected().omitted));
    }

    UUID nextId(Instant begin) {
        return recorder.nextId(begin);
    }

    Source source(String thread, String method) {
        return new Source(application, node, thread, method);
    }

    /** Returns the result; for a list from the result, the element. */
    private @Nullable String result(Call call, RecordedOperation operation, @Nullable String ofCall) {
        @Nullable ElementList list = operation.forEach();
        EntryState entry = call.selected();
        return ofCall != null && list != null && list.usesResult() && entry.isOfElement()
                ? payloads.write(entry.element(), resultFilter(operation))
                : ofCall;
    }

    private static PathFilter resultFilter(RecordedOperation operation) {
        @Nullable PathFilter filter = operation.filter().member("result");
        // Paths for arguments only do not restrict the result.
        return filter == null ? PathFilter.ALL : filter;
    }

    private static Outcome outcome(Call call, RecordedOperation operation, End end) {
        if (end.cancelled()) {
            return Outcome.CANCELLED;
        }
        boolean success = end.failure() == null
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
        @Nullable String id = call.resourceId(operation);
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

    private Map<String, String> extra(Call call, RecordedOperation operation, int omitted) {
        Map<String, @Nullable Object> fromContext = call.scope.extra();
        if (operation.extra().isEmpty() && fromContext.isEmpty() && omitted == 0) {
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
        if (omitted > 0) {
            extra.put(OMITTED, Integer.toString(omitted));
        }
        return extra;
    }

    private String masked(String name, String value) {
        return masking.isSensitive(name) ? Masking.MASK : masked(value);
    }

    String masked(String text) {
        @Nullable String masked = masking.maskText(text);
        return masked == null ? text : masked;
    }

    static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException failure) {
            return "(cannot be shown: " + failure.getClass().getSimpleName() + ")";
        }
    }
}
