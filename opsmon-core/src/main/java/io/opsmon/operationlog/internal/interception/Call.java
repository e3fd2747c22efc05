package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.ThreadNames;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.change.Differences;
import io.opsmon.operationlog.internal.template.Template;
import io.opsmon.operationlog.internal.template.TemplateFunctions;
import io.opsmon.operationlog.internal.template.TemplateVariables;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The state of one call of a recorded method, first before and then after the method. Created on the thread of the call
 * and completed by the thread that wins {@link #takeEnd}. Several threads may see the end of a call that continues,
 * such as the thread of the result and the thread of a request timeout.
 */
final class Call implements TemplateVariables {

    private static final MethodHandle DIFF = diffHandle();
    private static final AtomicIntegerFieldUpdater<Call> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "ended");

    final RecordedMethod method;
    final @Nullable Object[] arguments;
    final OperationLogContext.Scope scope;
    final long startNanos;
    final CallClock.Reading clock;
    final String thread;
    final @Nullable HttpExchange exchange;
    final @Nullable TraceContext trace;

    /** For each operation, the values of its entries that were captured before the call. */
    EntryState[][] captured = RecordedMethod.NOTHING_CAPTURED;

    @Nullable
    Operator operator;

    private final ChangeCapture capture;
    private ChangeCapture.Found changes = ChangeCapture.Found.NOTHING;
    private EntryState current = EntryState.NOTHING;
    private @Nullable Object result;
    private @Nullable Throwable error;
    private @Nullable TransactionEnd transaction;
    private boolean goesOn;
    private boolean isSubscription;
    private long endedNanos;
    private volatile int ended;

    Call(
            RecordedMethod method,
            @Nullable Object[] arguments,
            OperationLogContext.Scope scope,
            ChangeCapture capture,
            CallClock clock,
            @Nullable Operator operator,
            @Nullable HttpExchange exchange,
            @Nullable TraceContext trace) {
        this.method = method;
        this.arguments = arguments;
        this.scope = scope;
        this.capture = capture;
        this.startNanos = System.nanoTime();
        this.clock = clock.reading(startNanos);
        this.thread = ThreadNames.current();
        this.operator = operator;
        this.exchange = exchange;
        this.trace = trace;
    }

    /** Copies the values captured before the method ran. */
    void continueFrom(Call first) {
        captured = first.captured;
    }

    /** Reports to the request that the method has returned and that the call ends later. */
    void goesOn() {
        if (exchange != null && !goesOn) {
            goesOn = true;
            RequestCalls.of(exchange).goesOn();
        }
    }

    /**
     * Reports to the request that the call is a subscription, which ends later. The request waits a limited time for
     * the end, because a subscription may outlive the request.
     */
    void isSubscribed() {
        if (exchange != null) {
            isSubscription = true;
            RequestCalls.of(exchange).taskCreated();
        }
    }

    /** Sets the reactive transaction of the call. The thread of the call cannot find this transaction. */
    void isIn(TransactionEnd reactive) {
        transaction = reactive;
    }

    @Nullable
    TransactionEnd transaction() {
        return transaction;
    }

    /** Returns true for the first thread that sees the end of the call; that thread records the call. */
    boolean takeEnd() {
        return ENDED.compareAndSet(this, 0, 1);
    }

    boolean hasEnded() {
        return ended != 0;
    }

    /** Sets the end of the call, if the call is recorded later than its end. */
    void endedAt(long nanos) {
        endedNanos = nanos;
    }

    /** Sets the end of the call, unless it is known, so that all entries of the call have the same duration. */
    void endsNow() {
        if (endedNanos == 0) {
            endedNanos = System.nanoTime();
        }
    }

    long durationNanos() {
        return Math.max(0, endedNanos - startNanos);
    }

    /** Reports to the request that a continued call was recorded, or is not recorded. */
    void recorded() {
        if (exchange != null && goesOn) {
            RequestCalls.of(exchange).ended();
        }
        if (exchange != null && isSubscription) {
            RequestCalls.of(exchange).taskEnded();
        }
    }

    @Override
    public @Nullable Object get(String name) {
        return switch (name) {
            case "result" -> result;
            case "error" -> error;
            case "operator" -> operator;
            case "changes" -> changes.changes();
            case TemplateFunctions.DIFF -> DIFF.bindTo(this).asVarargsCollector(Object[].class);
            case ElementList.ITEM -> current.isOfElement() ? current.element() : variable(name);
            default -> variable(name);
        };
    }

    private @Nullable Object variable(String name) {
        int index = method.indexOf(name);
        return index >= 0 && index < arguments.length ? arguments[index] : scope.variable(name);
    }

    /** Selects the entry that is captured or made next. */
    void select(EntryState entry) {
        current = entry;
    }

    EntryState selected() {
        return current;
    }

    void evaluateBefore(Template template) {
        current.putValues(template, template.evaluateBefore(shown()));
    }

    String render(Template template) {
        return template.render(shown(), valuesBefore(template));
    }

    /** The variables for stored texts. Values of sensitive parameters are masked. */
    private TemplateVariables shown() {
        return method.hasSensitiveParameters() || current.isSensitive() ? this::shown : this;
    }

    private @Nullable Object shown(String name) {
        if (current.isOfElement() && name.equals(ElementList.ITEM)) {
            return current.isSensitive() && current.element() != null ? Masking.MASK : current.element();
        }
        int index = method.indexOf(name);
        boolean hidden = index >= 0 && method.parameters().get(index).sensitive();
        return hidden && get(name) != null ? Masking.MASK : get(name);
    }

    @Nullable
    String renderOrNull(@Nullable Template template) {
        return template == null ? null : template.renderOrNull(shown(), valuesBefore(template));
    }

    private @Nullable Object @Nullable [] valuesBefore(Template template) {
        return current.values(template);
    }

    /**
     * Returns the identifier of the resource. The identifier in the context belongs to the call, so it is used for an
     * element only if the operation has no template.
     */
    @Nullable
    String resourceId(RecordedOperation operation) {
        @Nullable Object fromContext = scope.resourceId();
        return fromContext != null && (!current.isOfElement() || operation.resourceId() == null)
                ? EntryWriter.text(fromContext)
                : renderOrNull(operation.resourceId());
    }

    /** Determines the changes of the call for the operation whose entry is made next. */
    void findChanges(RecordedOperation operation, boolean succeeded) {
        changes = succeeded ? capture.found(this, operation, current.state) : ChangeCapture.Found.NOTHING;
    }

    ChangeCapture.Found changes() {
        return changes;
    }

    /**
     * The template function {@code diff}. Without arguments, the function returns the changes of the call. With two
     * arguments, the function compares them, and the changes become part of the entry.
     */
    @SuppressWarnings("UnusedMethod") // Called through the method handle.
    private String diff(@Nullable Object... objects) {
        if (objects.length == 0) {
            return capture.text(changes.changes());
        }
        if (objects.length != 2) {
            throw new IllegalArgumentException(
                    "diff() takes no arguments, or two arguments: the old and the new object");
        }
        if (error != null) {
            return capture.text(List.of());
        }
        Differences found = capture.between(objects[0], objects[1]);
        changes = changes.and(found);
        return capture.text(found.changes());
    }

    private static MethodHandle diffHandle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Call.class, "diff", MethodType.methodType(String.class, Object[].class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    void returned(@Nullable Object value) {
        this.result = value;
    }

    void threw(Throwable thrown) {
        this.error = thrown;
    }

    @Nullable
    Object result() {
        return result;
    }

    @Nullable
    Throwable error() {
        return error;
    }
}
