package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.recording.Consistency;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records operations without an annotated method. Adds operator, request, trace and node of the current thread.
 * Thread-safe; never throws.
 *
 * <pre>{@code
 * recording.record(OperationRecording.Operation.of("imports", OperationAction.IMPORT, "imported " + count + " rows"));
 * }</pre>
 *
 * @since 0.1
 */
public final class OperationRecording {

    private final OperationLogRecorder recorder;
    private final CallFacts facts;
    private final String application;
    private final String node;
    private final Clock clock;

    /**
     * Creates a recording.
     *
     * @param recorder receives the entries
     * @param facts resolves operator, request and trace
     * @param application the application's name
     * @param node the name of the node
     * @param clock the clock for operations without a time
     */
    public OperationRecording(
            OperationLogRecorder recorder, CallFacts facts, String application, String node, Clock clock) {
        this.recorder = recorder;
        this.facts = facts;
        this.application = application;
        this.node = node;
        this.clock = clock;
    }

    /**
     * An operation to record.
     *
     * @param module the part of the application
     * @param action the type of the operation
     * @param description the readable description
     * @param outcome the outcome
     * @param operator the operator; null for the operator of the current thread
     * @param resource the resource, or null
     * @param occurredAt the start of the operation; null for now
     * @param duration the duration of the operation
     * @param method the class and method that performed the operation, or null
     * @param failure the reason for a failure, or null
     * @param arguments the arguments as JSON, or null
     * @param extra further attributes
     */
    public record Operation(
            String module,
            String action,
            String description,
            Outcome outcome,
            @Nullable Operator operator,
            @Nullable Resource resource,
            @Nullable Instant occurredAt,
            Duration duration,
            @Nullable String method,
            @Nullable Failure failure,
            @Nullable String arguments,
            Map<String, String> extra) {

        /**
         * Creates an operation that has just succeeded.
         *
         * @param module the part of the application
         * @param action the type of the operation
         * @param description the readable description
         * @return the operation
         */
        public static Operation of(String module, String action, String description) {
            return new Operation(
                    module,
                    action,
                    description,
                    Outcome.SUCCESS,
                    null,
                    null,
                    null,
                    Duration.ZERO,
                    null,
                    null,
                    null,
                    Map.of());
        }
    }

    /**
     * Records an operation.
     *
     * @param operation the operation
     */
    public void record(Operation operation) {
        record(operation, facts.exchange(), facts.trace());
    }

    /**
     * Records an operation without the query of its request. The query may contain data that the operation removed.
     *
     * @param operation the operation
     */
    public void recordWithoutQuery(Operation operation) {
        record(operation, facts.exchange(), facts.trace(), HttpFacts::withoutQuery);
    }

    /**
     * Records an operation of another thread's request.
     *
     * @param operation the operation
     * @param exchange the request; null if there was none
     * @param trace the trace; null if there was none
     */
    public void record(Operation operation, @Nullable HttpExchange exchange, @Nullable TraceContext trace) {
        record(operation, exchange, trace, UnaryOperator.identity());
    }

    private void record(
            Operation operation,
            @Nullable HttpExchange exchange,
            @Nullable TraceContext trace,
            UnaryOperator<HttpFacts> shown) {
        EntryWriter.record(recorder, entry(operation, exchange, trace, shown), exchange, shown, Consistency.BUFFERED);
    }

    private OperationLogEntry entry(
            Operation operation,
            @Nullable HttpExchange exchange,
            @Nullable TraceContext trace,
            UnaryOperator<HttpFacts> shown) {
        Instant occurredAt = operation.occurredAt() == null ? clock.instant() : operation.occurredAt();
        return new OperationLogEntry(
                recorder.nextId(occurredAt),
                occurredAt,
                operation.duration(),
                operation.module(),
                operation.action(),
                operation.description(),
                operation.outcome(),
                operation.resource(),
                operation.operator() == null ? facts.operator() : operation.operator(),
                exchange == null ? null : shown.apply(exchange.facts()),
                trace,
                new Source(application, node, ThreadNames.current(), operation.method()),
                operation.failure(),
                operation.arguments(),
                null,
                operation.extra(),
                List.of(),
                null);
    }
}
