package io.opsmon.boot.web.reactive;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Runs the blocking work of requests on threads that may block, with the caller's security context and the other parts
 * of the request. Work that has begun is never interrupted: an interrupt would close the files and connections that the
 * thread uses. Thread-safe.
 */
final class Workers {

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.ReactiveSecurityContextHolder", Workers.class.getClassLoader());

    private final List<WorkerContext> contexts;

    Workers(List<WorkerContext> contexts) {
        this.contexts = contexts;
    }

    /** The threads of one request. */
    final class Request implements Executor {

        private final ContextView context;
        private final @Nullable Object security;

        Request(ContextView context, @Nullable Object security) {
            this.context = context;
            this.security = security;
        }

        /** Runs blocking work. If the subscriber cancels, the result is passed to {@code dropped}. */
        <T> Mono<T> call(Callable<T> work, java.util.function.Consumer<T> dropped) {
            return Mono.create(sink -> {
                boolean[] cancelled = new boolean[1];
                sink.onCancel(() -> {
                    synchronized (cancelled) {
                        cancelled[0] = true;
                    }
                });
                execute(() -> {
                    T result;
                    try {
                        result = work.call();
                    } catch (Exception | Error failure) {
                        sink.error(failure);
                        return;
                    }
                    boolean isDropped;
                    synchronized (cancelled) {
                        isDropped = cancelled[0];
                    }
                    if (isDropped) {
                        dropped.accept(result);
                    } else {
                        sink.success(result);
                    }
                });
            });
        }

        /** Runs blocking work on a thread that may block. */
        @Override
        public void execute(Runnable work) {
            var unused = Schedulers.boundedElastic().schedule(() -> run(work));
        }

        private void run(Runnable work) {
            Deque<Runnable> bound = new ArrayDeque<>();
            try {
                if (SECURITY_PRESENT) {
                    bound.push(Security.bind(security));
                }
                contexts.forEach(part -> bound.push(part.bind(context)));
                work.run();
            } finally {
                bound.forEach(Runnable::run);
            }
        }
    }

    /** Returns the threads of the current request. */
    Mono<Request> ofRequest() {
        return Mono.deferContextual(context -> SECURITY_PRESENT
                ? Security.current()
                        .map(security -> new Request(context, security))
                        .switchIfEmpty(Mono.fromSupplier(() -> new Request(context, null)))
                : Mono.just(new Request(context, null)));
    }

    /** Loaded only if the host has Spring Security. */
    private static final class Security {

        static Mono<Object> current() {
            return ReactiveSecurityContextHolder.getContext().cast(Object.class);
        }

        static Runnable bind(@Nullable Object context) {
            if (context instanceof SecurityContext signedIn) {
                SecurityContextHolder.setContext(signedIn);
            }
            return SecurityContextHolder::clearContext;
        }
    }
}
