package io.opsmon.boot.loginlog;

import io.opsmon.loginlog.LoginFailureReasonResolver;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.UsernameResolver;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.internal.security.LoginResolvers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.util.function.SingletonSupplier;

/** Records logins and logouts of reactive hosts, where Spring Security publishes no events. */
@AutoConfiguration(
        after = LoginGuardAutoConfiguration.class,
        afterName = "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ReactiveAuthenticationManager.class, ObjectPostProcessor.class})
@ConditionalOnBean(LoginLogRecorder.class)
public final class LoginLogReactiveAutoConfiguration {

    LoginLogReactiveAutoConfiguration() {}

    @Bean
    static ReactiveManagers opsmonReactiveManagers(
            ObjectProvider<LoginLogRecorder> recorder,
            ObjectProvider<AttemptGuard> guard,
            ObjectProvider<LoginLogProperties> properties,
            ObjectProvider<LoginFailureReasonResolver> reasons,
            ObjectProvider<UsernameResolver> usernames) {
        return new ReactiveManagers(
                recorder,
                guard,
                properties,
                SingletonSupplier.of(() -> new LoginResolvers(
                        reasons.orderedStream().toList(),
                        usernames.orderedStream().toList()))::obtain);
    }

    @Bean
    static ReactiveLogouts opsmonReactiveLogouts(ObjectProvider<LoginLogRecorder> recorder) {
        return new ReactiveLogouts(recorder);
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
