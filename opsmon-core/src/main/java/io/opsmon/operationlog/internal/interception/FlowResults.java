package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;
import kotlinx.coroutines.reactor.ReactorContext;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Records each collection of a Kotlin {@code Flow} at its end. The result is the number of elements. A collector that
 * stops early is recorded as a cancellation. Loaded only if Kotlin's coroutines are present.
 */
final class FlowResults {

    private static final boolean REACTOR_PRESENT =
            ClassUtils.isPresent("kotlinx.coroutines.reactor.ReactorContext", FlowResults.class.getClassLoader());

    private FlowResults() {}

    /** Returns the flow with recording; null if the result is no flow. */
    static @Nullable Object recorded(Object result, Call call, OperationLogInterceptor interceptor) {
        return result instanceof Flow<?> flow ? recordedFlow(flow, call, interceptor) : null;
    }

    private static <T> Flow<T> recordedFlow(Flow<T> flow, Call call, OperationLogInterceptor interceptor) {
        return (collector, continuation) -> {
            Call collection = interceptor.again(call, exchange(continuation.getContext()));
            AtomicLong elements = new AtomicLong();
            Flow<T> counted = FlowKt.onEach(flow, (element, unused) -> {
                elements.incrementAndGet();
                return Unit.INSTANCE;
            });
            Flow<T> watched = FlowKt.onCompletion(counted, (unused, thrown, ignored) -> {
                ended(collection, elements.get(), thrown, interceptor);
                return Unit.INSTANCE;
            });
            return FlowKt.flowOn(watched, CoroutineScopes.element(collection.scope))
                    .collect(collector, continuation);
        };
    }

    private static void ended(
            Call collection, long elements, @Nullable Throwable thrown, OperationLogInterceptor interceptor) {
        if (thrown == null) {
            interceptor.succeeded(collection, elements);
        } else if (thrown instanceof CancellationException) {
            interceptor.cancelled(collection);
        } else {
            interceptor.failed(collection, thrown);
        }
    }

    /** Returns the request of a collector in a reactive host, which may not be bound to the current thread. */
    private static @Nullable HttpExchange exchange(CoroutineContext context) {
        return REACTOR_PRESENT ? ReactorExchange.of(context) : null;
    }

    /** Loaded only if the coroutines of Reactor are present. */
    private static final class ReactorExchange {

        static @Nullable HttpExchange of(CoroutineContext context) {
            @Nullable ReactorContext reactor = context.get(ReactorContext.Key);
            return reactor == null ? null : ReactiveResults.exchange(reactor.getContext());
        }
    }
}
