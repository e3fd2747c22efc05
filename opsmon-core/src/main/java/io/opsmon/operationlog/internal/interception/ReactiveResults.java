package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.operationlog.context.OperationLogContextAccessor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Records each subscription to a {@code Mono} or {@code Flux} at its end. Adds the call's scope to the Reactor context,
 * so that automatic context propagation binds the scope to the threads of operators. The result of a {@code Mono} is
 * its value; the result of a {@code Flux} is the number of its elements. Spring's registry adapts other reactive types.
 * Loaded only if Reactor is present.
 */
final class ReactiveResults {

    /** Caches the adapter of each class, since the adapter is needed for each result of a recorded method. */
    private static final ClassValue<Optional<ReactiveAdapter>> ADAPTERS = new ClassValue<>() {
        @Override
        protected Optional<ReactiveAdapter> computeValue(Class<?> type) {
            return Optional.ofNullable(
                            ReactiveAdapterRegistry.getSharedInstance().getAdapter(type))
                    .filter(adapter -> !adapter.isNoValue());
        }
    };

    private static final boolean WEB_PRESENT =
            ClassUtils.isPresent("org.springframework.http.HttpEntity", ReactiveResults.class.getClassLoader());

    private ReactiveResults() {}

    /** Returns the result with recording; null if the result is not reactive. */
    static @Nullable Object recorded(Object result, Call call, OperationLogInterceptor interceptor) {
        if (result instanceof Mono<?> mono) {
            return recordedMono(mono, call, interceptor);
        }
        if (result instanceof Flux<?> flux) {
            return recordedFlux(flux, call, interceptor);
        }
        if (WEB_PRESENT && result instanceof HttpEntity<?> answer) {
            return recordedAnswer(answer, call, interceptor);
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

    /** Returns an answer with recording of its reactive body. A subclass of the application cannot be created again. */
    private static @Nullable Object recordedAnswer(
            HttpEntity<?> answer, Call call, OperationLogInterceptor interceptor) {
        @Nullable Object body = answer.getBody();
        if (body == null || (answer.getClass() != ResponseEntity.class && answer.getClass() != HttpEntity.class)) {
            return null;
        }
        @Nullable Object recorded = recorded(body, call, interceptor);
        if (recorded == null) {
            return null;
        }
        return answer instanceof ResponseEntity<?> response
                ? new ResponseEntity<>(recorded, response.getHeaders(), response.getStatusCode())
                : new HttpEntity<>(recorded, answer.getHeaders());
    }

    /** Returns the request of the subscriber, which may not be bound to the current thread. */
    static @Nullable HttpExchange exchange(ContextView context) {
        return context.getOrDefault(HttpExchange.class, null);
    }

    private static <T> Mono<T> recordedMono(Mono<T> mono, Call call, OperationLogInterceptor interceptor) {
        return Mono.deferContextual(context -> {
            Call subscription = interceptor.again(call, exchange(context));
            // A request that is cancelled during the subscription waits for the entry of the call.
            subscription.isSubscribed();
            Mono<T> watched = mono.doOnSuccess(value -> interceptor.succeeded(subscription, value))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(inner -> inner.put(OperationLogContextAccessor.KEY, subscription.scope));
            return subscription.method.isTransactional()
                    ? ReactiveTransactions.current()
                            .doOnNext(subscription::isIn)
                            .then(watched)
                    : watched;
        });
    }

    private static <T> Flux<T> recordedFlux(Flux<T> flux, Call call, OperationLogInterceptor interceptor) {
        return Flux.deferContextual(context -> {
            Call subscription = interceptor.again(call, exchange(context));
            // A request that is cancelled during the subscription waits for the entry of the call.
            subscription.isSubscribed();
            AtomicLong elements = new AtomicLong();
            Flux<T> watched = flux.doOnNext(element -> elements.incrementAndGet())
                    .doOnComplete(() -> interceptor.succeeded(subscription, elements.get()))
                    .doOnError(thrown -> interceptor.failed(subscription, thrown))
                    .doOnCancel(() -> interceptor.cancelled(subscription))
                    .contextWrite(inner -> inner.put(OperationLogContextAccessor.KEY, subscription.scope));
            return subscription.method.isTransactional()
                    ? ReactiveTransactions.current()
                            .doOnNext(subscription::isIn)
                            .thenMany(watched)
                    : watched;
        });
    }
}
