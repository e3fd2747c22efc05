package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.console.OpsmonConsoleAutoConfiguration;
import io.opsmon.boot.web.routing.ApiRoutes;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
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

    /** Before a route of the host that matches every path. */
    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonRoutes(ApiRoutes api, ConsoleFiles console) {
        return new ServletRoutes(api, console);
    }
}
