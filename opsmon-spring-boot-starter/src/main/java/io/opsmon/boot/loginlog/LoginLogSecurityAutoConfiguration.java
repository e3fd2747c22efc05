package io.opsmon.boot.loginlog;

import io.opsmon.boot.http.ServletExchangeFilter;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.WrappedProviders;
import io.opsmon.loginlog.LoginFailureReasonResolver;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.UsernameResolver;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.internal.security.GuardInterceptor;
import io.opsmon.loginlog.internal.security.LoginResolvers;
import io.opsmon.loginlog.internal.security.PublishingManagers;
import io.opsmon.loginlog.internal.security.RecentClients;
import io.opsmon.loginlog.internal.security.SecurityEvents;
import io.opsmon.loginlog.security.OtherAuthenticationFailureEvent;
import io.opsmon.onlineuser.SessionStartedEvent;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.web.authentication.rememberme.CookieTheftException;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.util.function.SingletonSupplier;

/** Configures login logs from Spring Security's events, and the guard before its providers. */
@AutoConfiguration(
        after = LoginGuardAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration"
        })
@ConditionalOnClass({ProviderManager.class, HttpSessionEventPublisher.class})
@ConditionalOnBean(LoginLogRecorder.class)
@Conditional(LoginLogSecurityAutoConfiguration.WithEvents.class)
public final class LoginLogSecurityAutoConfiguration {

    LoginLogSecurityAutoConfiguration() {}

    /** Spring Security publishes no events in reactive hosts. */
    @SuppressWarnings("UnusedNestedClass") // Read by the condition.
    static final class WithEvents extends NoneNestedConditions {

        WithEvents() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class InReactiveHost {}
    }

    @Bean
    SecurityEvents opsmonSecurityEvents(
            LoginLogRecorder recorder,
            ObjectProvider<CurrentHttpExchange> requests,
            ObjectProvider<AttemptGuard> guard,
            ObjectProvider<SessionPresence> presence,
            LoginLogProperties properties,
            ObjectProvider<Clock> clock,
            ObjectProvider<Credentials> credentials,
            ObjectProvider<TokenSessions> tokens,
            LoginResolvers resolvers) {
        // A look-up of a bean is too expensive for each request.
        SingletonSupplier<Credentials> ofRequests = SingletonSupplier.ofNullable(credentials::getIfAvailable);
        SingletonSupplier<TokenSessions> sessions = SingletonSupplier.ofNullable(tokens::getIfAvailable);
        return new SecurityEvents(
                recorder,
                requests.getIfAvailable(() -> CurrentHttpExchange.NONE),
                new RecentClients(
                        properties.recentClients().capacity(),
                        properties.recentClients().idleTimeout()),
                guard.getIfAvailable(),
                presence.getIfAvailable(() -> SessionPresence.NONE),
                clock.getIfUnique(Clock::systemUTC),
                ofRequests,
                () -> sessions.get() != null,
                resolvers);
    }

    @Bean
    LoginResolvers opsmonLoginResolvers(
            ObjectProvider<LoginFailureReasonResolver> reasons, ObjectProvider<UsernameResolver> usernames) {
        return new LoginResolvers(
                reasons.orderedStream().toList(), usernames.orderedStream().toList());
    }

    @Bean
    ApplicationListener<PayloadApplicationEvent<SessionStartedEvent>> opsmonTokenRecording(
            ObjectProvider<SecurityEvents> logins) {
        return new TokenRecording(
                (reference, login) -> logins.ifAvailable(recording -> recording.started(reference, login)));
    }

    /** Spring Security's publisher, which also publishes failures without an event type of their own. */
    @Bean
    @ConditionalOnMissingBean(AuthenticationEventPublisher.class)
    DefaultAuthenticationEventPublisher opsmonAuthenticationEventPublisher(ApplicationEventPublisher events) {
        DefaultAuthenticationEventPublisher publisher = new DefaultAuthenticationEventPublisher(events);
        publisher.setDefaultAuthenticationFailureEvent(OtherAuthenticationFailureEvent.class);
        return publisher;
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnBean(AttemptGuard.class)
    static WrappedProviders opsmonGuardedProviders(
            ObjectProvider<AttemptGuard> guard,
            ObjectProvider<CurrentHttpExchange> requests,
            ObjectProvider<Credentials> credentials,
            ObjectProvider<LoginResolvers> resolvers) {
        SingletonSupplier<AttemptGuard> guarding = SingletonSupplier.ofNullable(guard::getIfAvailable);
        SingletonSupplier<CurrentHttpExchange> current =
                SingletonSupplier.of(() -> requests.getIfAvailable(() -> CurrentHttpExchange.NONE));
        SingletonSupplier<Credentials> ofRequests = SingletonSupplier.ofNullable(credentials::getIfAvailable);
        return new WrappedProviders(new GuardInterceptor(
                guarding, current::obtain, ofRequests, SingletonSupplier.of(resolvers::getObject)::obtain));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static PublishingManagers opsmonPublishingManagers(ObjectProvider<AuthenticationEventPublisher> publisher) {
        SingletonSupplier<AuthenticationEventPublisher> found = SingletonSupplier.ofNullable(publisher::getIfAvailable);
        return new PublishingManagers(found);
    }

    /** Records refusals that end a request without an event. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(HttpSession.class)
    static class RefusalConfiguration {

        @Bean
        ServletExchangeFilter.Listener opsmonCookieThefts(ObjectProvider<SecurityEvents> events) {
            return (request, response, failure) -> {
                if (failure instanceof CookieTheftException theft) {
                    events.ifAvailable(listening -> listening.refused(theft));
                }
            };
        }
    }

    /** Publishes the ends of sessions, unless the host publishes them already. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass({HttpSession.class, ServletListenerRegistrationBean.class})
    @ConditionalOnMissingBean(HttpSessionEventPublisher.class)
    static class SessionConfiguration {

        @Bean
        HttpSessionEventPublisher opsmonHttpSessionEventPublisher() {
            return new HttpSessionEventPublisher();
        }
    }
}
