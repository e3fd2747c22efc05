package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.console.OpsmonConsoleAutoConfiguration;
import io.opsmon.boot.web.routing.ApiRoutes;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Serves the REST API and the console by Spring MVC. */
@AutoConfiguration(after = OpsmonConsoleAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean(ApiRoutes.class)
public final class OpsmonServletAutoConfiguration {

    OpsmonServletAutoConfiguration() {}

    @Bean
    FilterRegistrationBean<AbortedAnswers> opsmonAbortedAnswers(OpsmonWebProperties properties) {
        FilterRegistrationBean<AbortedAnswers> registration = new FilterRegistrationBean<>(new AbortedAnswers());
        registration.addUrlPatterns(properties.basePath() + "/api/*");
        return registration;
    }

    /**
     * In front of the host's security, whose default order is -100, and inside of the filters that provide the current
     * request.
     */
    @Bean
    FilterRegistrationBean<OpenRoutesFilter> opsmonOpenRoutesFilter(
            ApiRoutes api, ConsoleFiles console, OpsmonWebProperties properties) {
        FilterRegistrationBean<OpenRoutesFilter> registration =
                new FilterRegistrationBean<>(new OpenRoutesFilter(api, console, properties.basePath()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 120);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        return registration;
    }

    /** Before a route of the host that matches every path. */
    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonRoutes(ApiRoutes api, ConsoleFiles console) {
        return new ServletRoutes(api, console);
    }
}
