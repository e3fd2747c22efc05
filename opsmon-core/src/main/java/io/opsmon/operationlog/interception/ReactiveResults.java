package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.CurrentHttpExchange;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.OperationLogContextAccessor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Records each subscription to a {@code Mono} or {@code Flux} when it ends, and puts the call's scope into its Reactor context, from where automatic context propagation takes it to whichever
 * thread an operator runs on. The result of a Mono is its value, that of a Flux the number of its elements.
 * Loaded only where Reactor is present.
 */
final class ReactiveResults {

    private ReactiveResults() {}

    static boolean isReactive(Object result) {
        return result instanceof Mono<?> || result instanceof Flux<?>;
    }

    static Object recorded(Object result, Call call, OperationLogInterceptor interceptor) {
        return result instanceof Mono<?> mono
                ? recordedMono(mono, call, interceptor)
                : recordedFlux((Flux<?>) result, call, interceptor);
    }

    /** The request that the subscriber serves, of which its thread may know nothing. */
    private static @Nullable HttpExchange exchange(ContextView context) {
        return context.hasKey(CurrentHttpExchange.KEY) ? context.get(CurrentHttpExchange.KEY) : null;
    }

    private static <T> Mono<T> recordedMono(Mono<T> mono, Call call, OperationLogInterceptor interceptor) {
        return Mono.deferContextual(context -> {
            Call subscription = interceptor.again(call, exchange(context));
            return mono.doOnSuccess(value -> interceptor.succeeded(subscription, value))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(inner -> inner.put(OperationLogContextAccessor.KEY, subscription.scope));
        });
    }

    private static <T> Flux<T> recordedFlux(Flux<T> flux, Call call, OperationLogInterceptor interceptor) {
        return Flux.deferContextual(context -> {
            Call subscription = interceptor.again(call, exchange(context));
            AtomicLong elements = new AtomicLong();
            return flux.doOnNext(element -> elements.incrementAndGet())
                    .doOnComplete(() -> interceptor.succeeded(subscription, elements.get()))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(inner -> inner.put(OperationLogContextAccessor.KEY, subscription.scope));
        });
    }
}
