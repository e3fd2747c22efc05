package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.ServletExchangeAutoConfiguration;
import io.opsmon.boot.http.ServletExchangeFilter;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.internal.security.WrappedProviders;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.OnlineEvents;
import io.opsmon.onlineuser.internal.security.OnlineInterceptor;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.util.function.SingletonSupplier;

/** Configures online users of servlet hosts with Spring Security. */
@AutoConfiguration(
        after = {
            OnlineUserAutoConfiguration.class,
            OnlineCredentialAutoConfiguration.class,
            ServletExchangeAutoConfiguration.class
        },
        afterName = "io.opsmon.boot.loginlog.LoginLogSecurityAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ProviderManager.class, HttpSessionEventPublisher.class})
@ConditionalOnBean({OnlineUserRegistry.class, ServletExchangeFilter.class})
public final class OnlineUserSecurityAutoConfiguration {

    /** Inside of the filter for the current request, outside of security. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 110;

    /** Spring Boot's default. */
    private static final int SECURITY_FILTER_ORDER = -100;

    OnlineUserSecurityAutoConfiguration() {}

    @Bean
    StoredSessionId opsmonStoredSessionId() {
        return HttpSessions::storedId;
    }

    @Bean
    OnlineEvents opsmonOnlineEvents(
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            CurrentHttpExchange requests,
            ObjectProvider<SessionPresence> presence,
            TokenSessions tokens) {
        return new OnlineEvents(
                registry,
                sessions,
                requests,
                HttpSessions::registered,
                presence.getIfAvailable(() -> SessionPresence.NONE),
                tokens);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static WrappedProviders opsmonOnlineProviders(
            ObjectProvider<OnlineUserRegistry> registry,
            ObjectProvider<OnlineSessions> sessions,
            ObjectProvider<TokenSessions> tokens,
            ObjectProvider<CurrentHttpExchange> requests) {
        // A look-up of a bean is too expensive for each request.
        SingletonSupplier<OnlineUserRegistry> known = SingletonSupplier.ofNullable(registry::getIfAvailable);
        SingletonSupplier<CurrentHttpExchange> current =
                SingletonSupplier.of(() -> requests.getIfAvailable(() -> CurrentHttpExchange.NONE));
        return new WrappedProviders(new OnlineInterceptor(
                known,
                SingletonSupplier.of(sessions::getObject)::obtain,
                SingletonSupplier.of(tokens::getObject)::obtain,
                current::obtain));
    }

    /** Directly after Spring Security's filter, which has accepted the request's credential by then. */
    @Bean
    FilterRegistrationBean<AcceptedTokenFilter> opsmonAcceptedTokenFilter(
            TokenSessions tokens,
            CurrentHttpExchange requests,
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            Environment environment) {
        FilterRegistrationBean<AcceptedTokenFilter> registration =
                new FilterRegistrationBean<>(new AcceptedTokenFilter(tokens, requests, registry, sessions));
        registration.setOrder(
                environment.getProperty("spring.security.filter.order", Integer.class, SECURITY_FILTER_ORDER) + 1);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        return registration;
    }

    @Bean
    FilterRegistrationBean<OnlineUserFilter> opsmonOnlineUserFilter(
            OnlineUserRegistry registry, OnlineSessions sessions, CurrentHttpExchange requests, TokenSessions tokens) {
        FilterRegistrationBean<OnlineUserFilter> registration =
                new FilterRegistrationBean<>(new OnlineUserFilter(registry, sessions, requests, tokens));
        registration.setOrder(FILTER_ORDER);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        return registration;
    }

    /** Publishes the ends of sessions, unless the login log publishes them already. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(HttpSessionEventPublisher.class)
    static class SessionConfiguration {

        @Bean
        HttpSessionEventPublisher opsmonHttpSessionEventPublisher() {
            return new HttpSessionEventPublisher();
        }
    }
}
