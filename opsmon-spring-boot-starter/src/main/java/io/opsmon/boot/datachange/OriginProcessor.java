package io.opsmon.boot.datachange;

import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Wraps the connections of the host's DataSource beans. A bean keeps its class, because hosts and libraries ask for
 * {@code HikariDataSource}. A bean that cannot be proxied stays as it is, and its changes have no operation.
 */
final class OriginProcessor implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(OriginProcessor.class);

    private final @Nullable Supplier<OriginDataSource> origins;

    /**
     * Creates the processor.
     *
     * @param origins supplies the wrapper of connections, when the first connection is opened; null to wrap nothing
     */
    OriginProcessor(@Nullable Supplier<OriginDataSource> origins) {
        this.origins = origins;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (origins == null || !(bean instanceof DataSource dataSource) || isWrapped(dataSource)) {
            return bean;
        }
        @Nullable String obstacle = obstacle(bean.getClass());
        if (obstacle != null) {
            unwrapped(name, obstacle);
            return bean;
        }
        try {
            ProxyFactory proxies = new ProxyFactory();
            proxies.setTarget(bean);
            proxies.setProxyTargetClass(!Modifier.isFinal(bean.getClass().getModifiers()));
            if (!proxies.isProxyTargetClass()) {
                proxies.setInterfaces(ClassUtils.getAllInterfaces(bean));
            }
            proxies.addAdvice(connections(origins));
            return proxies.getProxy(bean.getClass().getClassLoader());
        } catch (RuntimeException | LinkageError failure) {
            unwrapped(name, failure.toString());
            return bean;
        }
    }

    private static MethodInterceptor connections(Supplier<OriginDataSource> origins) {
        return invocation -> {
            @Nullable Object result = invocation.proceed();
            return result instanceof Connection connection
                            && invocation.getMethod().getName().equals("getConnection")
                    ? origins.get().wrap(connection)
                    : result;
        };
    }

    private static boolean isWrapped(DataSource dataSource) {
        return dataSource instanceof DelegatingDataSource delegating
                && delegating.getTargetDataSource() instanceof Advised;
    }

    /** A final method would run on the proxy, whose fields are empty. */
    private static @Nullable String obstacle(Class<?> type) {
        if (Modifier.isFinal(type.getModifiers())) {
            return null;
        }
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
            int modifiers = method.getModifiers();
            if (Modifier.isFinal(modifiers)
                    && Modifier.isPublic(modifiers)
                    && !Modifier.isStatic(modifiers)
                    && method.getDeclaringClass() != Object.class) {
                return "its method " + method.getName() + " is final";
            }
        }
        return null;
    }

    private static void unwrapped(String name, String reason) {
        log.error(
                "Changes through the DataSource \"{}\" are recorded without operation and operator, as from outside of"
                        + " the application, because the bean cannot be proxied: {}",
                name,
                reason);
    }
}
