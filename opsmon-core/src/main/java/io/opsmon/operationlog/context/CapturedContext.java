package io.opsmon.operationlog.context;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.internal.http.ThreadHttpExchange;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of a thread for a task on another thread: scope, operator and request. The entry of the request waits for
 * the first run of the task. Thread-safe.
 */
final class CapturedContext {

    private final @Nullable Scope scope;
    private final @Nullable HttpExchange exchange;
    private final AtomicBoolean hasRun = new AtomicBoolean();

    private CapturedContext(@Nullable Scope scope, @Nullable HttpExchange exchange) {
        this.scope = scope;
        this.exchange = exchange;
    }

    /** Captures the context of the calling thread. */
    static CapturedContext take() {
        @Nullable Scope scope = OperationLogContext.capture();
        @Nullable HttpExchange exchange = ThreadHttpExchange.current();
        if (exchange == null) {
            return new CapturedContext(scope, null);
        }
        RequestCalls.of(exchange).taskCreated();
        return new CapturedContext(
                scope == null ? Scope.ofRequest(operator(exchange), trace(exchange)) : scope, exchange);
    }

    /** Returns the operator of the calling thread, which serves the request; null if unknown. */
    private static @Nullable Operator operator(HttpExchange exchange) {
        try {
            return exchange.attribute(OperatorResolver.class, () -> () -> null).resolve();
        } catch (RuntimeException unresolved) {
            // The host's resolver reports its failures itself; the task runs without an operator.
            return null;
        }
    }

    /** Returns the trace of the calling thread. The headers of a request cannot be read after its end. */
    private static @Nullable TraceContext trace(HttpExchange exchange) {
        try {
            return exchange.attribute(TraceContextResolver.class, () -> () -> null)
                    .resolve();
        } catch (RuntimeException unresolved) {
            return null;
        }
    }

    <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
        @Nullable Scope scopeBefore = OperationLogContext.restore(scope);
        @Nullable Supplier<? extends HttpExchange> before = ThreadHttpExchange.bound();
        ThreadHttpExchange.bindExchange(exchange);
        try {
            return task.call();
        } finally {
            ThreadHttpExchange.bind(before);
            OperationLogContext.restore(scopeBefore);
            if (exchange != null && hasRun.compareAndSet(false, true)) {
                RequestCalls.of(exchange).taskEnded();
            }
        }
    }

    void run(Runnable task) {
        try {
            this.<@Nullable Object>call(() -> {
                task.run();
                return null;
            });
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception impossible) {
            throw new IllegalStateException("A Runnable throws no checked exception", impossible);
        }
    }
}
