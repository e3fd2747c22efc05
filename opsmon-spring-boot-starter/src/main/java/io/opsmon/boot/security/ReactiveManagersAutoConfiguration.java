package io.opsmon.boot.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;

/** Wraps the authentication managers of reactive hosts, where Spring Security publishes no events. */
@AutoConfiguration(
        afterName = {
            "io.opsmon.boot.loginlog.LoginLogReactiveAutoConfiguration",
            "io.opsmon.boot.onlineuser.reactive.OnlineUserReactiveAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ReactiveAuthenticationManager.class, ObjectPostProcessor.class})
@ConditionalOnBean(ReactiveManagerWrapper.class)
public final class ReactiveManagersAutoConfiguration {

    ReactiveManagersAutoConfiguration() {}

    @Bean
    static ReactiveManagers opsmonReactiveManagers(ObjectProvider<ReactiveManagerWrapper> wrappers) {
        return new ReactiveManagers(wrappers);
    }

    /**
     * A processor without effect, for {@link ReactiveManagers} to wrap if Spring Security has no processor of its own.
     */
    @Bean(ReactiveManagers.POST_PROCESSOR)
    @ConditionalOnMissingBean(name = ReactiveManagers.POST_PROCESSOR)
    static ObjectPostProcessor<ReactiveAuthenticationManager> opsmonReactiveManagerPostProcessor() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends ReactiveAuthenticationManager> O postProcess(O manager) {
                return manager;
            }
        };
    }
}
