package io.opsmon.operationlog.internal.interception;

import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.Pointcuts;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * Captures the caller of methods that are recorded and asynchronous. Spring places the advice of {@code @Async} around
 * all other advice, so that recording begins on the thread of the executor. This processor runs after Spring's
 * processor and places an advice around the advice of {@code @Async}.
 *
 * @since 0.1
 */
public final class AsyncHandoverProcessor implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(AsyncHandoverProcessor.class);

    private final Supplier<CallFacts> facts;

    /**
     * Creates the processor.
     *
     * @param facts supplies the resolvers of operator and trace at the first asynchronous call
     */
    public AsyncHandoverProcessor(Supplier<CallFacts> facts) {
        this.facts = facts;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof Advised advised && !advised.isFrozen()) {
            @Nullable Pointcut asynchronous = null;
            @Nullable Pointcut recorded = null;
            for (Advisor advisor : advised.getAdvisors()) {
                if (advisor instanceof AsyncAnnotationAdvisor async) {
                    asynchronous = async.getPointcut();
                } else if (advisor instanceof OperationLogAdvisor recording) {
                    recorded = recorded == null
                            ? recording.getPointcut()
                            : Pointcuts.union(recorded, recording.getPointcut());
                }
            }
            if (asynchronous != null && recorded != null) {
                advised.addAdvisor(
                        0,
                        new DefaultPointcutAdvisor(
                                Pointcuts.intersection(asynchronous, recorded), (MethodInterceptor) this::handOver));
            }
        }
        return bean;
    }

    private @Nullable Object handOver(MethodInvocation invocation) throws Throwable {
        @Nullable AsyncHandover handover = capture(invocation);
        try {
            return invocation.proceed();
        } catch (Throwable rejected) {
            if (handover != null) {
                handover.cancel();
            }
            throw rejected;
        }
    }

    private @Nullable AsyncHandover capture(MethodInvocation invocation) {
        try {
            return AsyncHandover.capture(invocation, facts.get());
        } catch (RuntimeException | LinkageError failure) {
            log.warn(
                    "Could not capture the caller of \"{}\"; its entry has no caller", invocation.getMethod(), failure);
            return null;
        }
    }
}
