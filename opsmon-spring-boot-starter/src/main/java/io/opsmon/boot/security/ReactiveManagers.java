package io.opsmon.boot.security;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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

    private final ObjectProvider<ReactiveManagerWrapper> wrappers;

    ReactiveManagers(ObjectProvider<ReactiveManagerWrapper> wrappers) {
        this.wrappers = wrappers;
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
        ReactiveAuthenticationManager wrapped = around(manager);
        ProxyFactory factory = new ProxyFactory(manager);
        factory.setProxyTargetClass(!Modifier.isFinal(manager.getClass().getModifiers())
                && !manager.getClass().isHidden());
        factory.addAdvice((MethodInterceptor) call -> call.getMethod().getName().equals("authenticate")
                        && call.getArguments()[0] instanceof Authentication asked
                ? wrapped.authenticate(asked)
                : call.proceed());
        return factory.getProxy(manager.getClass().getClassLoader());
    }

    private ReactiveAuthenticationManager around(ReactiveAuthenticationManager manager) {
        List<ReactiveManagerWrapper> innermostFirst =
                new ArrayList<>(wrappers.orderedStream().toList());
        Collections.reverse(innermostFirst);
        ReactiveAuthenticationManager wrapped = manager;
        for (ReactiveManagerWrapper wrapper : innermostFirst) {
            wrapped = wrapper.around(wrapped);
        }
        return wrapped;
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
