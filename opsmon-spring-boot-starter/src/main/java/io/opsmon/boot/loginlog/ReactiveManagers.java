package io.opsmon.boot.loginlog;

import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.internal.security.LoginResolvers;
import io.opsmon.loginlog.internal.security.ReactiveLogins;
import io.opsmon.loginlog.internal.security.RecentClients;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.core.Authentication;

/**
 * Wraps every reactive authentication manager that is a bean, and the manager that Spring Security creates from a user
 * details service. The latter is not a bean, but passes the post-processor of {@link #POST_PROCESSOR}, the only name
 * that Spring Security looks up. With observations, the post-processor is Spring Security's own.
 */
final class ReactiveManagers implements BeanPostProcessor {

    static final String POST_PROCESSOR = "reactiveAuthenticationManagerPostProcessor";

    private final ObjectProvider<LoginLogRecorder> recorder;
    private final ObjectProvider<AttemptGuard> guard;
    private final ObjectProvider<LoginLogProperties> properties;
    private final Supplier<LoginResolvers> resolvers;

    ReactiveManagers(
            ObjectProvider<LoginLogRecorder> recorder,
            ObjectProvider<AttemptGuard> guard,
            ObjectProvider<LoginLogProperties> properties,
            Supplier<LoginResolvers> resolvers) {
        this.recorder = recorder;
        this.guard = guard;
        this.properties = properties;
        this.resolvers = resolvers;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof ReactiveAuthenticationManager manager) {
            return proxy(manager);
        }
        return name.equals(POST_PROCESSOR) && bean instanceof ObjectPostProcessor<?> processor
                ? new Around(this, (ObjectPostProcessor<ReactiveAuthenticationManager>) processor)
                : bean;
    }

    /** Creates a proxy that keeps the class of the bean if possible, because injection points may require the class. */
    private Object proxy(ReactiveAuthenticationManager manager) {
        ReactiveLogins logins = around(manager);
        ProxyFactory factory = new ProxyFactory(manager);
        factory.setProxyTargetClass(!Modifier.isFinal(manager.getClass().getModifiers())
                && !manager.getClass().isHidden());
        factory.addAdvice((MethodInterceptor) call -> call.getMethod().getName().equals("authenticate")
                        && call.getArguments()[0] instanceof Authentication asked
                ? logins.authenticate(asked)
                : call.proceed());
        return factory.getProxy(manager.getClass().getClassLoader());
    }

    private ReactiveLogins around(ReactiveAuthenticationManager manager) {
        LoginLogProperties.Seen recentClients = properties.getObject().recentClients();
        return new ReactiveLogins(
                manager,
                recorder.getObject(),
                new RecentClients(recentClients.capacity(), recentClients.idleTimeout()),
                guard.getIfAvailable(),
                resolvers.get());
    }

    /** The post-processor that receives Spring Security's manager. */
    record Around(ReactiveManagers managers, ObjectPostProcessor<ReactiveAuthenticationManager> processor)
            implements ObjectPostProcessor<ReactiveAuthenticationManager> {

        /** Spring Security uses the result as a manager only. */
        @Override
        @SuppressWarnings("unchecked")
        public <O extends ReactiveAuthenticationManager> O postProcess(O manager) {
            return (O) managers.around(Objects.requireNonNull(processor.postProcess(manager)));
        }
    }
}
