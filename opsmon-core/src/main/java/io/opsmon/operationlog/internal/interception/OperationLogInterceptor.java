package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each call of a recorded method. If recording fails, the caller still receives the method's result or
 * exception.
 *
 * <p>Cost on the calling thread: the resolvers, two reads of {@code nanoTime}, the templates and the recorded payload;
 * then one offer to the recorder's queue. The entry is completed on the recorder's thread. A result that ends later,
 * see {@link LaterResults}, is recorded once at its end, on the thread that ends it. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogInterceptor implements MethodInterceptor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperationLogInterceptor.class);

    private final RecordedMethods methods;
    private final CallFacts facts;
    private final EntryWriter entries;
    private final ChangeCapture changes;
    private final UnaryOperator<@Nullable Object> freeze;
    private final CallClock clock;
    private final LaterResults later = new LaterResults(this);

    /**
     * Creates an interceptor.
     *
     * @param methods the recorded methods
     * @param facts resolves operator, request and trace
     * @param entries creates the entries of completed calls
     * @param changes determines the changes of each call
     * @param clock the clock for the times of entries
     */
    public OperationLogInterceptor(
            RecordedMethods methods, CallFacts facts, EntryWriter entries, ChangeCapture changes, Clock clock) {
        this.methods = methods;
        this.facts = facts;
        this.entries = entries;
        this.changes = changes;
        this.freeze = changes::freeze;
        this.clock = new CallClock(clock);
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        @Nullable AsyncHandover handover = AsyncHandover.of(invocation);
        return handover == null ? record(invocation, null) : handover.run(() -> record(invocation, handover));
    }

    private @Nullable Object record(MethodInvocation invocation, @Nullable AsyncHandover handover) throws Throwable {
        Scope scope = OperationLogContext.open(freeze);
        @Nullable Call call = begin(invocation, scope, handover);
        try {
            @Nullable Object result = invocation.proceed();
            return call == null || result == null
                    ? ended(call, result)
                    : returned(call, result, invocation.getMethod().getReturnType());
        } catch (Throwable thrown) {
            if (call != null) {
                failed(call, thrown);
            }
            throw thrown;
        } finally {
            scope.close();
        }
    }

    private @Nullable Call begin(MethodInvocation invocation, Scope scope, @Nullable AsyncHandover handover) {
        try {
            @Nullable Operator caller = handover == null ? null : handover.operator();
            @Nullable TraceContext trace = handover == null ? null : handover.trace();
            @Nullable Object target = invocation.getThis();
            Class<?> targetClass =
                    target != null ? target.getClass() : invocation.getMethod().getDeclaringClass();
            Call call = new Call(
                    methods.get(invocation.getMethod(), targetClass),
                    invocation.getArguments(),
                    scope,
                    changes,
                    clock,
                    caller == null ? facts.operator() : caller,
                    facts.exchange(),
                    trace == null ? facts.trace() : trace);
            scope.performedBy(call.operator);
            scope.tracedBy(call.trace);
            entries.before(call);
            if (call.method.suspending() && LaterResults.COROUTINES_PRESENT) {
                CoroutineScopes.bind(invocation, scope);
            }
            return call;
        } catch (Throwable failure) {
            log.error("Could not record a call of \"{}\"", invocation.getMethod(), failure);
            return null;
        }
    }

    private @Nullable Object ended(@Nullable Call call, @Nullable Object result) {
        if (call != null) {
            succeeded(call, result);
        }
        return result;
    }

    /** Returns the result for the caller, or a wrapper of the declared type that records the end of the result. */
    Object returned(Call call, Object result, Class<?> declared) {
        try {
            @Nullable Object watched = later.watched(call, result, declared);
            if (watched != null) {
                return watched;
            }
        } catch (Throwable failure) {
            log.error(
                    "Could not watch the result of a call of \"{}\"; the call is recorded as completed",
                    call.method.name(),
                    failure);
        }
        succeeded(call, result);
        return result;
    }

    void succeeded(Call call, @Nullable Object result) {
        if (call.takeEnd()) {
            call.returned(result);
            end(call, false);
        }
    }

    void failed(Call call, Throwable thrown) {
        if (call.takeEnd()) {
            call.threw(thrown);
            end(call, false);
        }
    }

    void cancelled(Call call) {
        if (call.takeEnd()) {
            end(call, true);
        }
    }

    /** Records the calls with futures that are not done as cancelled. */
    @Override
    public void close() {
        later.close();
    }

    private void end(Call call, boolean cancelled) {
        call.endsNow();
        try {
            if (call.operator == null) {
                // At a sign-in, the operator is unknown before the call and known after it.
                call.operator = facts.operator();
            }
            if (call.operator == null && call.exchange != null) {
                @Nullable String username = call.exchange.username();
                call.operator = username == null ? null : Operator.of(username);
            }
        } catch (Throwable failure) {
            log.error("Could not resolve the operator of a call of \"{}\"", call.method.name(), failure);
        }
        for (int i = 0; i < call.method.operations().size(); i++) {
            try {
                entries.write(call, i, cancelled);
            } catch (Throwable failure) {
                log.error("Could not record a call of \"{}\"", call.method.name(), failure);
            }
        }
        call.recorded();
    }

    /**
     * Creates a call that begins now, such as a further subscription, with the arguments captured when the method was
     * called.
     */
    Call again(Call call, @Nullable HttpExchange exchange) {
        Call next = new Call(
                call.method,
                call.arguments,
                call.scope,
                changes,
                clock,
                call.operator,
                exchange == null ? call.exchange : exchange,
                call.trace);
        next.continueFrom(call);
        return next;
    }
}
