package io.opsmon.boot.loginlog;

import io.opsmon.boot.security.ReactiveManagerWrapper;
import io.opsmon.internal.security.Credentials;
import io.opsmon.loginlog.LoginFailureReasonResolver;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.UsernameResolver;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.internal.security.LoginResolvers;
import io.opsmon.loginlog.internal.security.ReactiveLogins;
import io.opsmon.loginlog.internal.security.RecentClients;
import io.opsmon.loginlog.internal.security.TokenLogins;
import io.opsmon.onlineuser.SessionStartedEvent;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.util.function.SingletonSupplier;

/** Records logins and logouts of reactive hosts, where Spring Security publishes no events. */
@AutoConfiguration(after = LoginGuardAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ReactiveAuthenticationManager.class, ObjectPostProcessor.class})
@ConditionalOnBean(LoginLogRecorder.class)
public final class LoginLogReactiveAutoConfiguration {

    LoginLogReactiveAutoConfiguration() {}

    /** Outside of the other wrappers, to record their refusals. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static ReactiveManagerWrapper opsmonReactiveLogins(
            ObjectProvider<LoginLogRecorder> recorder,
            ObjectProvider<AttemptGuard> guard,
            ObjectProvider<LoginLogProperties> properties,
            ObjectProvider<LoginFailureReasonResolver> reasons,
            ObjectProvider<UsernameResolver> usernames,
            ObjectProvider<Credentials> credentials,
            ObjectProvider<TokenSessions> tokens) {
        SingletonSupplier<LoginResolvers> resolvers = SingletonSupplier.of(() -> new LoginResolvers(
                reasons.orderedStream().toList(), usernames.orderedStream().toList()));
        SingletonSupplier<Credentials> ofRequests = SingletonSupplier.ofNullable(credentials::getIfAvailable);
        SingletonSupplier<TokenSessions> sessions = SingletonSupplier.ofNullable(tokens::getIfAvailable);
        ReactiveLogins.Tokens known = new ReactiveLogins.Tokens(ofRequests, () -> sessions.get() != null);
        return manager -> new ReactiveLogins(
                manager,
                recorder.getObject(),
                recentClients(properties.getObject()),
                guard.getIfAvailable(),
                resolvers.obtain(),
                known);
    }

    private static RecentClients recentClients(LoginLogProperties properties) {
        return new RecentClients(
                properties.recentClients().capacity(),
                properties.recentClients().idleTimeout());
    }

    @Bean
    static ReactiveLogouts opsmonReactiveLogouts(ObjectProvider<LoginLogRecorder> recorder) {
        return new ReactiveLogouts(recorder);
    }

    @Bean
    TokenLogins opsmonTokenLogins(LoginLogRecorder recorder, LoginLogProperties properties) {
        return new TokenLogins(recorder, recentClients(properties));
    }

    @Bean
    ApplicationListener<PayloadApplicationEvent<SessionStartedEvent>> opsmonTokenRecording(TokenLogins logins) {
        return new TokenRecording(logins::started);
    }
}
