package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.CurrentHttpExchange;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.OperationLogContextAccessor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Records each subscription to a {@code Mono} or {@code Flux} when it ends, and puts the call's scope into its Reactor
 * context, from where automatic context propagation takes it to whichever thread an operator runs on. The result of a
 * Mono is its value, that of a Flux the number of its elements. Other reactive types are adapted by Spring's registry.
 * Loaded only where Reactor is present.
 */
final class ReactiveResults {

    /** Asked for each result of a recorded method, so that a class is looked up once. */
    private static final ClassValue<Optional<ReactiveAdapter>> ADAPTERS = new ClassValue<>() {
        @Override
        protected Optional<ReactiveAdapter> computeValue(Class<?> type) {
            return Optional.ofNullable(
                            ReactiveAdapterRegistry.getSharedInstance().getAdapter(type))
                    .filter(adapter -> !adapter.isNoValue());
        }
    };

    private ReactiveResults() {}

    /** Null if the result is not reactive. */
    static @Nullable Object recorded(Object result, Call call, OperationLogInterceptor interceptor) {
        if (result instanceof Mono<?> mono) {
            return recordedMono(mono, call, interceptor);
        }
        if (result instanceof Flux<?> flux) {
            return recordedFlux(flux, call, interceptor);
        }
        @Nullable ReactiveAdapter adapter = ADAPTERS.get(result.getClass()).orElse(null);
        if (adapter == null) {
            return null;
        }
        Publisher<?> publisher = adapter.toPublisher(result);
        return adapter.fromPublisher(
                adapter.isMultiValue()
                        ? recordedFlux(Flux.from(publisher), call, interceptor)
                        : recordedMono(Mono.from(publisher), call, interceptor));
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
