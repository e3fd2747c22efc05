package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.ServletExchangeFilter;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Configures the requests of sessions of the console in servlet hosts. */
@AutoConfiguration(after = {OnlineUserSecurityAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(
        name = {"opsmon.web.enabled", "opsmon.web.tickets.enabled"},
        matchIfMissing = true)
@ConditionalOnBean({OnlineUserRegistry.class, TokenSessions.class, OpsmonAccess.class, ServletExchangeFilter.class})
public final class ConsoleServletAutoConfiguration {

    /** Outside of the filter for the current request, which then provides the repeated credential as well. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 90;

    ConsoleServletAutoConfiguration() {}

    @Bean
    ConsoleUse opsmonConsoleUse() {
        return request -> {
            @Nullable HttpServletRequest servlet = request.unwrap(HttpServletRequest.class);
            return servlet == null ? null : ConsoleCredentialFilter.use(servlet);
        };
    }

    @Bean
    FilterRegistrationBean<ConsoleCredentialFilter> opsmonConsoleCredentialFilter(
            ConsoleSessions sessions,
            ClientAddressResolver addresses,
            OpsmonWebProperties properties,
            Environment environment) {
        FilterRegistrationBean<ConsoleCredentialFilter> registration =
                new FilterRegistrationBean<>(new ConsoleCredentialFilter(
                        sessions, addresses, servletPath(environment) + properties.basePath() + "/api/v1/"));
        registration.setOrder(FILTER_ORDER);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        return registration;
    }

    /** Returns the path of the dispatcher servlet, without a slash at its end. */
    private static String servletPath(Environment environment) {
        String path = environment.getProperty("spring.mvc.servlet.path", "/");
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
