package io.opsmon.operationlog.internal.interception;

import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.context.OperationLogContext;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.Callable;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/**
 * The caller of a recorded method that Spring's {@code @Async} runs on another thread: operator, trace and context.
 * Created on the thread of the caller and attached to the invocation, which both threads share.
 */
final class AsyncHandover {

    private static final String ATTRIBUTE = AsyncHandover.class.getName();

    private final @Nullable Operator operator;
    private final @Nullable TraceContext trace;
    private final Callable<@Nullable Object> inContext;
    private volatile @Nullable Recording recording;

    /** Records the invocation on the other thread. */
    @FunctionalInterface
    interface Recording {
        @Nullable
        Object proceed() throws Throwable;
    }

    private AsyncHandover(@Nullable Operator operator, @Nullable TraceContext trace) {
        this.operator = operator;
        this.trace = trace;
        this.inContext = OperationLogContext.wrapCall(this::record);
    }

    /** Captures the caller of an invocation. Returns null if the invocation cannot carry the caller. */
    static @Nullable AsyncHandover capture(MethodInvocation invocation, CallFacts facts) {
        if (!(invocation instanceof ProxyMethodInvocation proxied)) {
            return null;
        }
        AsyncHandover handover = new AsyncHandover(facts.operator(), facts.trace());
        proxied.setUserAttribute(ATTRIBUTE, handover);
        return handover;
    }

    /** Returns the caller of an invocation; null if the invocation is not asynchronous. */
    static @Nullable AsyncHandover of(MethodInvocation invocation) {
        return invocation instanceof ProxyMethodInvocation proxied
                        && proxied.getUserAttribute(ATTRIBUTE) instanceof AsyncHandover handover
                ? handover
                : null;
    }

    @Nullable
    Operator operator() {
        return operator;
    }

    @Nullable
    TraceContext trace() {
        return trace;
    }

    /** Records the invocation on the current thread, in the context of the caller. */
    @Nullable
    Object run(Recording invocation) throws Throwable {
        recording = invocation;
        return inContext.call();
    }

    /** Reports to the request that the method does not run, because the executor has rejected it. */
    void cancel() throws Exception {
        recording = null;
        inContext.call();
    }

    private @Nullable Object record() throws Exception {
        @Nullable Recording now = recording;
        try {
            return now == null ? null : now.proceed();
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable unusual) {
            throw new UndeclaredThrowableException(unusual);
        }
    }
}
