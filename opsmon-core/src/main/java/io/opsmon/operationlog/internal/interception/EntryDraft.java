package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.context.OperationLogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of an entry that only the thread of the call knows, without arguments and result of the method. The rest,
 * such as identifier, times and masked text, is added by {@link #get}, on the recorder's thread if possible. Written by
 * one thread, then passed on.
 */
final class EntryDraft implements Supplier<OperationLogEntry> {

    private final EntryWriter writer;
    private final RecordedOperation operation;
    private final String method;
    private final OperationLogContext.Scope scope;
    private final CallClock.Reading clock;
    private final long startNanos;
    private final long durationNanos;
    private final String thread;
    private final @Nullable TraceContext trace;
    private final String text;
    private final int omitted;
    private final Outcome outcome;
    private final @Nullable Resource resource;
    private final @Nullable Operator operator;
    private final @Nullable Failure failure;
    private final @Nullable String arguments;
    private final @Nullable String result;
    private final Map<String, String> extra;
    private final ChangeCapture.Found changes;
    private @Nullable HttpFacts http;

    @SuppressWarnings("TooManyParameters")
    EntryDraft(
            EntryWriter writer,
            Call call,
            RecordedOperation operation,
            String text,
            Outcome outcome,
            @Nullable Resource resource,
            @Nullable Operator operator,
            @Nullable Failure failure,
            @Nullable String result,
            Map<String, String> extra) {
        this.writer = writer;
        this.operation = operation;
        this.method = call.method.name();
        this.scope = call.scope;
        this.clock = call.clock;
        this.startNanos = call.startNanos;
        this.durationNanos = call.durationNanos();
        this.thread = call.thread;
        this.trace = call.trace;
        this.text = text;
        this.omitted = call.selected().omitted;
        this.outcome = outcome;
        this.resource = resource;
        this.operator = operator;
        this.failure = failure;
        this.arguments = call.selected().argumentsJson;
        this.result = result;
        this.extra = extra;
        this.changes = call.changes();
    }

    Outcome outcome() {
        return outcome;
    }

    /** Adds the facts of the request. */
    EntryDraft of(HttpFacts request) {
        http = request;
        return this;
    }

    /** Returns the complete entry. Called once, because each call may create another identifier. */
    @Override
    public OperationLogEntry get() {
        Instant begin = clock.at(startNanos);
        return new OperationLogEntry(
                scope.entryId(() -> writer.nextId(begin)),
                begin,
                Duration.ofNanos(durationNanos),
                operation.module(),
                operation.action(),
                writer.masked(text) + (omitted == 0 ? "" : " … (" + omitted + " more)"),
                outcome,
                resource,
                operator,
                http,
                trace,
                writer.source(thread, method),
                failure,
                arguments,
                result,
                extra,
                changes.changes(),
                null);
    }
}
