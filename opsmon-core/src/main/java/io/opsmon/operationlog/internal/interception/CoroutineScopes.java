package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.ThreadContextElement;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/**
 * Binds the scope of a call to a Kotlin coroutine: each thread that resumes the coroutine has the scope until the
 * coroutine suspends again. Loaded only if Kotlin's coroutines are present.
 */
final class CoroutineScopes {

    private CoroutineScopes() {}

    /** Adds the scope to the continuation of a suspend function, which is the last argument. */
    static void bind(MethodInvocation invocation, Scope scope) {
        @Nullable Object[] arguments = invocation.getArguments().clone();
        int last = arguments.length - 1;
        if (invocation instanceof ProxyMethodInvocation proxied
                && last >= 0
                && arguments[last] instanceof Continuation<?> continuation) {
            arguments[last] = withScope(continuation, scope);
            proxied.setArguments(arguments);
        }
    }

    private static <T> Continuation<T> withScope(Continuation<T> continuation, Scope scope) {
        return new WithContext<>(continuation, continuation.getContext().plus(element(scope)));
    }

    /** Returns the scope as an element of a coroutine's context. */
    static CoroutineContext element(Scope scope) {
        return new ScopeElement(scope);
    }

    private record WithContext<T>(Continuation<T> target, CoroutineContext context) implements Continuation<T> {

        @Override
        public CoroutineContext getContext() {
            return context;
        }

        @Override
        public void resumeWith(Object result) {
            target.resumeWith(result);
        }
    }

    private static final class ScopeElement extends AbstractCoroutineContextElement
            implements ThreadContextElement<@Nullable Scope> {

        private static final CoroutineContext.Key<ScopeElement> KEY = new CoroutineContext.Key<>() {};

        private final Scope scope;

        ScopeElement(Scope scope) {
            super(KEY);
            this.scope = scope;
        }

        @Override
        public @Nullable Scope updateThreadContext(CoroutineContext context) {
            return OperationLogContext.restore(scope);
        }

        @Override
        public void restoreThreadContext(CoroutineContext context, @Nullable Scope before) {
            OperationLogContext.restore(before);
        }
    }
}
