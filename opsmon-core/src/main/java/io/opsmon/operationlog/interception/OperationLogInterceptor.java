package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.OperationLogContext;
import io.opsmon.operationlog.OperationLogContext.Scope;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/**
 * Around each call of a recorded method. Whatever fails in here, the caller gets the method's own result or exception.
 *
 * <p>Cost on the calling thread: the resolvers, the clock twice, the templates, and the payload if it is recorded; then one offer to the recorder's queue.
 * Results that complete later ({@link CompletionStage}, {@code Mono}, {@code Flux}, and suspend functions, which reach a Spring proxy as {@code Mono}) are recorded
 * when they complete, on the thread that completes them. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogInterceptor implements MethodInterceptor {

    private static final Logger log = LoggerFactory.getLogger(OperationLogInterceptor.class);
    private static final boolean REACTOR_PRESENT =
            ClassUtils.isPresent("reactor.core.publisher.Mono", OperationLogInterceptor.class.getClassLoader());

    private final RecordedMethods methods;
    private final CallFacts facts;
    private final EntryWriter entries;
    private final ChangeCapture changes;
    private final UnaryOperator<@Nullable Object> freeze;
    private final Clock clock;

    /**
     * Makes an interceptor.
     *
     * @param methods the recorded methods
     * @param facts who, where and in which trace
     * @param entries takes what came of each call
     * @param changes finds what each call changed
     * @param clock the time of entries
     */
    public OperationLogInterceptor(
            RecordedMethods methods, CallFacts facts, EntryWriter entries, ChangeCapture changes, Clock clock) {
        this.methods = methods;
        this.facts = facts;
        this.entries = entries;
        this.changes = changes;
        this.freeze = changes::freeze;
        this.clock = clock;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Scope scope = OperationLogContext.open(freeze);
        @Nullable Call call = begin(invocation, scope);
        try {
            @Nullable Object result = invocation.proceed();
            return call == null ? result : returned(call, result);
        } catch (Throwable thrown) {
            if (call != null) {
                failed(call, thrown);
            }
            throw thrown;
        } finally {
            scope.close();
        }
    }

    private @Nullable Call begin(MethodInvocation invocation, Scope scope) {
        try {
            @Nullable Object target = invocation.getThis();
            Class<?> targetClass =
                    target != null ? target.getClass() : invocation.getMethod().getDeclaringClass();
            Call call = new Call(
                    methods.get(invocation.getMethod(), targetClass),
                    invocation.getArguments(),
                    scope,
                    changes,
                    now(),
                    facts.operator(),
                    facts.exchange(),
                    facts.trace());
            entries.before(call);
            return call;
        } catch (Throwable failure) {
            log.error("A call of {} is not recorded", invocation.getMethod(), failure);
            return null;
        }
    }

    private @Nullable Object returned(Call call, @Nullable Object result) {
        try {
            if (result instanceof CompletionStage<?> stage) {
                // Whoever else waits for the stage may be told of its end before us.
                call.goesOn();
                stage.whenComplete((value, thrown) -> completed(call, value, thrown));
                return result;
            }
            if (REACTOR_PRESENT && result != null && ReactiveResults.isReactive(result)) {
                return ReactiveResults.recorded(result, call, this);
            }
        } catch (Throwable failure) {
            log.error("A call of {} is recorded as if it had ended", call.method.name(), failure);
        }
        succeeded(call, result);
        return result;
    }

    private void completed(Call call, @Nullable Object value, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                succeeded(call, value);
            } else if (thrown instanceof CancellationException) {
                cancelled(call);
            } else {
                @Nullable Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
                failed(call, cause == null ? thrown : cause);
            }
        } finally {
            call.ended();
        }
    }

    void succeeded(Call call, @Nullable Object result) {
        call.returned(result);
        end(call, false);
    }

    void failed(Call call, Throwable thrown) {
        call.threw(thrown);
        end(call, false);
    }

    void cancelled(Call call) {
        end(call, true);
    }

    private void end(Call call, boolean cancelled) {
        try {
            if (call.operator == null) {
                // A sign-in: nobody before it, somebody after.
                call.operator = facts.operator();
            }
            if (call.operator == null && call.exchange != null) {
                call.operator = call.exchange.operator();
            }
        } catch (Throwable failure) {
            log.error("The operator of a call of {} is not recorded", call.method.name(), failure);
        }
        for (int i = 0; i < call.method.operations().size(); i++) {
            try {
                entries.write(call, i, cancelled);
            } catch (Throwable failure) {
                log.error("A call of {} is not recorded", call.method.name(), failure);
            }
        }
    }

    /** In microseconds, the precision of every store; {@code truncatedTo} would cost more than reading the clock. */
    private Instant now() {
        Instant now = clock.instant();
        return Instant.ofEpochSecond(now.getEpochSecond(), now.getNano() / 1_000 * 1_000L);
    }

    /** A call that begins again with each subscription, with the arguments taken down when the method was called. */
    Call again(Call call, @Nullable HttpExchange exchange) {
        Call next = new Call(
                call.method,
                call.arguments,
                call.scope,
                changes,
                now(),
                call.operator,
                exchange == null ? call.exchange : exchange,
                call.trace);
        next.continueFrom(call);
        return next;
    }
}
