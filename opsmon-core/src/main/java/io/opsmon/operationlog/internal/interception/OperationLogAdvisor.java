package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.OperationLog;
import java.io.Serial;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Applies the interceptor to annotated methods. There are two advisors. The outer advisor runs outside the business
 * transaction, so its entries contain the result of the commit. The inner advisor runs inside the transaction, for
 * methods with an entry that joins the transaction.
 *
 * @since 0.1
 */
public final class OperationLogAdvisor extends AbstractPointcutAdvisor {

    private static final Logger log = LoggerFactory.getLogger(OperationLogAdvisor.class);

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient MethodInterceptor advice;
    private final transient Pointcut pointcut;

    /**
     * Creates an advisor.
     *
     * @param methods the recorded methods
     * @param interceptor supplies the advice at the first recorded call, so that the creation of proxies creates no
     *     DataSource
     * @param insideTransaction whether this is the inner advisor
     * @param order the position among other advisors; advisors with lower values are further out
     */
    public OperationLogAdvisor(
            RecordedMethods methods,
            Supplier<OperationLogInterceptor> interceptor,
            boolean insideTransaction,
            int order) {
        this.advice = new LazyAdvice(interceptor);
        this.pointcut = new RecordedMethodsPointcut(methods, insideTransaction);
        setOrder(order);
    }

    @Override
    public Pointcut getPointcut() {
        return pointcut;
    }

    @Override
    public Advice getAdvice() {
        return advice;
    }

    /** Creates the interceptor at the first recorded call. If the creation fails, calls proceed without recording. */
    private static final class LazyAdvice implements MethodInterceptor {

        private final Supplier<OperationLogInterceptor> source;
        private volatile @Nullable OperationLogInterceptor interceptor;
        private volatile boolean failed;

        LazyAdvice(Supplier<OperationLogInterceptor> source) {
            this.source = source;
        }

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            @Nullable OperationLogInterceptor known = interceptor != null ? interceptor : failed ? null : first();
            return known == null ? invocation.proceed() : known.invoke(invocation);
        }

        private synchronized @Nullable OperationLogInterceptor first() {
            if (interceptor == null && !failed) {
                try {
                    interceptor = source.get();
                } catch (RuntimeException | LinkageError failure) {
                    failed = true;
                    log.error("Operations are not recorded, because the recorder cannot be created", failure);
                }
            }
            return interceptor;
        }
    }

    private static final class RecordedMethodsPointcut extends StaticMethodMatcherPointcut {

        private final RecordedMethods methods;
        private final boolean insideTransaction;

        RecordedMethodsPointcut(RecordedMethods methods, boolean insideTransaction) {
            this.methods = methods;
            this.insideTransaction = insideTransaction;
            setClassFilter(type -> AnnotationUtils.isCandidateClass(type, OperationLog.class)
                    && !type.getName().startsWith("org.springframework."));
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return methods.contains(method, targetClass)
                    && methods.isTransactional(method, targetClass) == insideTransaction;
        }
    }
}
