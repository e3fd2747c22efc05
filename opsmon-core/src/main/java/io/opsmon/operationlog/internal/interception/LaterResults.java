package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.HttpExchange;
import io.opsmon.http.RequestEnd;
import io.opsmon.internal.http.ThreadHttpExchange;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Watches results that end after their method has returned:
 *
 * <ul>
 *   <li>{@link CompletionStage}: on completion;
 *   <li>{@link Future} without callbacks: polled by {@link PendingFutures};
 *   <li>{@code Mono}, {@code Flux}, types that {@code ReactiveAdapterRegistry} adapts to them, and a
 *       {@code ResponseEntity} of them: each subscription;
 *   <li>Kotlin's {@code Flow}: each collection;
 *   <li>{@link Callable}, if the method declares this return type: each run;
 *   <li>results that a web framework writes on other threads ({@code DeferredResult}, emitters, streaming bodies): at
 *       the end of the request.
 * </ul>
 *
 * If a request times out or its client disconnects, every call in progress in the request fails. The first end counts.
 * Thread-safe.
 */
final class LaterResults implements AutoCloseable {

    private static final boolean REACTOR_PRESENT =
            ClassUtils.isPresent("reactor.core.publisher.Mono", LaterResults.class.getClassLoader());

    /** Whether Kotlin's coroutines are present. */
    static final boolean COROUTINES_PRESENT =
            ClassUtils.isPresent("kotlinx.coroutines.flow.Flow", LaterResults.class.getClassLoader());

    private final OperationLogInterceptor interceptor;
    private final PendingFutures futures;

    LaterResults(OperationLogInterceptor interceptor) {
        this.interceptor = interceptor;
        this.futures = new PendingFutures(this::done, interceptor::cancelled);
    }

    /**
     * Watches a result.
     *
     * @param declared the type that the caller expects
     * @return the result for the caller; null if the result ends no later than its method
     */
    @Nullable
    Object watched(Call call, Object result, Class<?> declared) {
        if (result instanceof CompletionStage<?> stage) {
            call.goesOn();
            failWithRequest(call, result);
            stage.whenComplete((value, thrown) -> completed(call, value, thrown));
            return result;
        }
        if (result instanceof Future<?> future) {
            if (future.isDone()) {
                done(call, future);
            } else {
                call.goesOn();
                failWithRequest(call, result);
                futures.add(call, future);
            }
            return result;
        }
        if (COROUTINES_PRESENT) {
            @Nullable Object recorded = FlowResults.recorded(result, call, interceptor);
            if (declared.isInstance(recorded)) {
                return recorded;
            }
        }
        if (REACTOR_PRESENT) {
            @Nullable Object recorded = ReactiveResults.recorded(result, call, interceptor);
            if (declared.isInstance(recorded)) {
                return recorded;
            }
        }
        if (result instanceof Callable<?> callable && declared == Callable.class) {
            RecordedCallable<?> recorded = new RecordedCallable<>(callable, call);
            failWithRequest(call, recorded);
            return recorded;
        }
        return call.exchange != null
                        && call.exchange.endsWithRequest(result)
                        && call.exchange.whenEnded(end -> endedWithRequest(call, result, end))
                ? goingOn(call, result)
                : null;
    }

    private static Object goingOn(Call call, Object result) {
        call.goesOn();
        return result;
    }

    private void completed(Call call, @Nullable Object value, @Nullable Throwable thrown) {
        if (thrown == null) {
            succeeded(call, value);
        } else if (thrown instanceof CancellationException) {
            interceptor.cancelled(call);
        } else {
            @Nullable Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
            interceptor.failed(call, cause == null ? thrown : cause);
        }
    }

    /** The value may end later, such as the stream of a response that a {@code Callable} has created. */
    private void succeeded(Call call, @Nullable Object value) {
        if (value == null || call.exchange == null || !call.exchange.endsWithRequest(value)) {
            interceptor.succeeded(call, value);
        } else {
            interceptor.returned(call, value, Object.class);
        }
    }

    private void done(Call call, Future<?> future) {
        boolean interrupted = Thread.interrupted();
        try {
            interceptor.succeeded(call, future.get());
        } catch (CancellationException cancelled) {
            interceptor.cancelled(call);
        } catch (ExecutionException failed) {
            interceptor.failed(call, failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException unexpected) {
            interceptor.failed(call, unexpected);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void failWithRequest(Call call, Object result) {
        if (call.exchange != null) {
            boolean unused = call.exchange.whenEnded(end -> {
                boolean isDone = result instanceof Future<?> future && future.isDone();
                @Nullable Throwable failure = end.timedOut() ? timeout(end) : end.failure();
                if (!isDone && failure instanceof CancellationException) {
                    interceptor.cancelled(call);
                } else if (!isDone && failure != null) {
                    interceptor.failed(call, failure);
                }
            });
        }
    }

    private void endedWithRequest(Call call, Object result, RequestEnd end) {
        call.endedAt(end.endedNanos());
        @Nullable Object value = end.values().apply(result);
        if (value instanceof Throwable thrown) {
            interceptor.failed(call, thrown);
        } else if (end.failure() instanceof CancellationException) {
            interceptor.cancelled(call);
        } else if (end.failure() != null) {
            interceptor.failed(call, end.failure());
        } else if (end.status() >= 500) {
            interceptor.failed(call, new IllegalStateException("The request was answered with status " + end.status()));
        } else {
            interceptor.succeeded(call, value);
        }
    }

    private static Throwable timeout(RequestEnd end) {
        return end.failure() == null
                ? new TimeoutException("The request timed out before the call ended")
                : end.failure();
    }

    @Override
    public void close() {
        futures.close();
    }

    /**
     * Records the first run as the end of the call, and each further run as another call, in the scope of the method's
     * call.
     */
    private final class RecordedCallable<V extends @Nullable Object> implements Callable<V> {

        private final Callable<V> callable;
        private final Call first;
        private final AtomicBoolean hasRun = new AtomicBoolean();

        RecordedCallable(Callable<V> callable, Call first) {
            this.callable = callable;
            this.first = first;
        }

        @Override
        public V call() throws Exception {
            Call call = hasRun.compareAndSet(false, true) ? first : interceptor.again(first, null);
            call.goesOn();
            @Nullable Scope before = OperationLogContext.restore(call.scope);
            @Nullable Supplier<? extends HttpExchange> requestBefore = ThreadHttpExchange.bound();
            if (call.exchange != null) {
                ThreadHttpExchange.bindExchange(call.exchange);
            }
            try {
                V value = callable.call();
                succeeded(call, value);
                return value;
            } catch (InterruptedException interrupted) {
                interrupted(call, interrupted);
                throw interrupted;
            } catch (Throwable thrown) {
                interceptor.failed(call, thrown);
                throw thrown;
            } finally {
                ThreadHttpExchange.bind(requestBefore);
                OperationLogContext.restore(before);
            }
        }

        /** A request that times out interrupts its task. The end of the request contains the reason. */
        private void interrupted(Call call, InterruptedException interrupted) {
            long now = System.nanoTime();
            boolean endsLater = call.exchange != null
                    && call.exchange.whenEnded(end -> {
                        call.endedAt(now);
                        interceptor.failed(call, end.timedOut() ? timeout(end) : interrupted);
                    });
            if (!endsLater) {
                interceptor.failed(call, interrupted);
            }
        }
    }
}
