package io.opsmon.operationlog;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.log.internal.ThreadNames;
import io.opsmon.recording.Consistency;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records operations that are no call of an annotated method. Adds operator, request, trace and node of the current
 * thread. The application has a bean of this type. Thread-safe.
 *
 * <pre>{@code
 * recording.operation("imports", OperationAction.IMPORT, "imported " + count + " rows").record();
 * }</pre>
 *
 * @since 0.1
 */
public final class OperationRecording {

    private final OperationLogRecorder recorder;
    private final OperatorResolver operators;
    private final CurrentHttpExchange exchanges;
    private final TraceContextResolver traces;
    private final String application;
    private final String node;
    private final Clock clock;

    /**
     * Creates a recording. The resolvers must not throw.
     *
     * @param recorder receives the entries
     * @param operators resolves the operator
     * @param exchanges provides the HTTP request
     * @param traces resolves the trace
     * @param application the application's name
     * @param node the name of the node
     * @param clock the clock for operations without a time
     */
    public OperationRecording(
            OperationLogRecorder recorder,
            OperatorResolver operators,
            CurrentHttpExchange exchanges,
            TraceContextResolver traces,
            String application,
            String node,
            Clock clock) {
        this.recorder = recorder;
        this.operators = operators;
        this.exchanges = exchanges;
        this.traces = traces;
        this.application = application;
        this.node = node;
        this.clock = clock;
    }

    /**
     * Describes an operation. Nothing is recorded before {@link Operation#record()}. Without further values, the
     * operation has just succeeded. Texts are recorded as given, so a secret in a text must be masked before.
     *
     * @param module the part of the application
     * @param action the type of the operation, for example {@link OperationAction#IMPORT}
     * @param description the readable description
     * @return the operation
     */
    public Operation operation(String module, String action, String description) {
        return new Operation(module, action, description);
    }

    /**
     * An operation to record. Not thread-safe: one thread at a time sets values or records.
     *
     * @since 0.1
     */
    public final class Operation {

        private final String module;
        private final String action;
        private final String description;
        private final Map<String, String> extra = new LinkedHashMap<>();
        private Outcome outcome = Outcome.SUCCESS;
        private Duration duration = Duration.ZERO;
        private @Nullable UUID id;
        private @Nullable Operator operator;
        private @Nullable Resource resource;
        private @Nullable Instant occurredAt;
        private @Nullable String method;
        private @Nullable Failure failure;
        private @Nullable String arguments;
        private boolean hasRequest;
        private @Nullable HttpExchange exchange;
        private @Nullable TraceContext trace;
        private UnaryOperator<HttpFacts> shown = UnaryOperator.identity();

        private Operation(String module, String action, String description) {
            this.module = module;
            this.action = action;
            this.description = description;
        }

        /**
         * Sets the identifier of the entry, if it is known before the entry is recorded.
         *
         * @param id an identifier of {@link OperationLogRecorder#nextId()}, or null
         * @return this operation
         */
        public Operation id(@Nullable UUID id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the outcome.
         *
         * @param outcome the outcome; by default a success
         * @return this operation
         */
        public Operation outcome(Outcome outcome) {
            this.outcome = outcome;
            return this;
        }

        /**
         * Sets the reason for a failure. The outcome stays as set by {@link #outcome}.
         *
         * @param failure the reason, or null
         * @return this operation
         */
        public Operation failure(@Nullable Failure failure) {
            this.failure = failure;
            return this;
        }

        /**
         * Sets the operator.
         *
         * @param operator the operator; null for the operator of the thread that records
         * @return this operation
         */
        public Operation operator(@Nullable Operator operator) {
            this.operator = operator;
            return this;
        }

        /**
         * Sets the resource.
         *
         * @param resource the resource, or null
         * @return this operation
         */
        public Operation resource(@Nullable Resource resource) {
            this.resource = resource;
            return this;
        }

        /**
         * Sets the start.
         *
         * @param occurredAt the start of the operation; null for the time of the recording
         * @return this operation
         */
        public Operation occurredAt(@Nullable Instant occurredAt) {
            this.occurredAt = occurredAt;
            return this;
        }

        /**
         * Sets the duration.
         *
         * @param duration the duration; by default zero
         * @return this operation
         */
        public Operation duration(Duration duration) {
            this.duration = duration;
            return this;
        }

        /**
         * Sets the code that performed the operation.
         *
         * @param method class and method, for example {@code io.shop.OrderService#ship}, or null
         * @return this operation
         */
        public Operation method(@Nullable String method) {
            this.method = method;
            return this;
        }

        /**
         * Sets the arguments.
         *
         * @param json the arguments as JSON, or null
         * @return this operation
         */
        public Operation arguments(@Nullable String json) {
            this.arguments = json;
            return this;
        }

        /**
         * Adds further attributes.
         *
         * @param attributes the attributes by name
         * @return this operation
         */
        public Operation extra(Map<String, String> attributes) {
            this.extra.putAll(attributes);
            return this;
        }

        /**
         * Sets the request and the trace, instead of those of the thread that records.
         *
         * @param exchange the request; null if there was none
         * @param trace the trace; null if there was none
         * @return this operation
         */
        public Operation request(@Nullable HttpExchange exchange, @Nullable TraceContext trace) {
            this.hasRequest = true;
            this.exchange = exchange;
            this.trace = trace;
            return this;
        }

        /**
         * Omits the query of the request, which may contain data that the operation removed.
         *
         * @return this operation
         */
        public Operation withoutQuery() {
            this.shown = HttpFacts::withoutQuery;
            return this;
        }

        /** Records the operation, buffered. An entry of a request waits for the status of the response. */
        public void record() {
            @Nullable HttpExchange request = hasRequest ? exchange : exchanges.get();
            @Nullable TraceContext ids = hasRequest ? trace : traces.resolve();
            Instant start = occurredAt == null ? clock.instant() : occurredAt;
            OperationLogEntry entry = new OperationLogEntry(
                    id == null ? recorder.nextId(start) : id,
                    start,
                    duration,
                    module,
                    action,
                    description,
                    outcome,
                    resource,
                    operator == null ? operators.resolve() : operator,
                    request == null ? null : shown.apply(request.facts()),
                    ids,
                    new Source(application, node, ThreadNames.current(), method),
                    failure,
                    arguments,
                    null,
                    Collections.unmodifiableMap(new LinkedHashMap<>(extra)),
                    List.of(),
                    null);
            recorder.record(entry, request, shown, Consistency.BUFFERED);
        }
    }
}
