package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.OperationLogContextAccessor;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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

    private static <T> Mono<T> recordedMono(Mono<T> mono, Call call, OperationLogInterceptor interceptor) {
        return Mono.defer(() -> {
            Call subscription = interceptor.again(call);
            return mono.doOnSuccess(value -> interceptor.succeeded(subscription, value))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(context -> context.put(OperationLogContextAccessor.KEY, subscription.scope));
        });
    }

    private static <T> Flux<T> recordedFlux(Flux<T> flux, Call call, OperationLogInterceptor interceptor) {
        return Flux.defer(() -> {
            Call subscription = interceptor.again(call);
            AtomicLong elements = new AtomicLong();
            return flux.doOnNext(element -> elements.incrementAndGet())
                    .doOnComplete(() -> interceptor.succeeded(subscription, elements.get()))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(context -> context.put(OperationLogContextAccessor.KEY, subscription.scope));
        });
    }
}
