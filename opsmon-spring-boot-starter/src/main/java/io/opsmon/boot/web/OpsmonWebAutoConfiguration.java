package io.opsmon.boot.web;

import org.springframework.beans.factory.ObjectProvider;
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

/** Configures the REST API and the console; backs off without access control. */
@AutoConfiguration(after = OpsmonAccessAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean(OpsmonAccess.class)
public final class OpsmonWebAutoConfiguration {

    OpsmonWebAutoConfiguration() {}

    @Bean
    RequestGate opsmonRequestGate(OpsmonWebProperties properties, OpsmonAccess access) {
        boolean isOpen = access instanceof PermitAllAccess;
        return new RequestGate(
                new CrossSiteRule(properties.origins(), isOpen),
                isOpen ? new LocalAccessRule(properties.permitAllHosts(), properties.permitAllAddresses()) : null);
    }

    @Bean
    ApiRoutes opsmonApiRoutes(OpsmonWebProperties properties, OpsmonAccess access, RequestGate gate) {
        return new ApiRoutes(properties.basePath(), access, gate);
    }

    @Bean
    FilterRegistrationBean<AbortedAnswers> opsmonAbortedAnswers(OpsmonWebProperties properties) {
        FilterRegistrationBean<AbortedAnswers> registration = new FilterRegistrationBean<>(new AbortedAnswers());
        registration.addUrlPatterns(properties.basePath() + "/api/*");
        return registration;
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonMeRoutes(
            ApiRoutes api,
            OpsmonAccess access,
            ObjectProvider<Capability> capabilities,
            OpsmonWebProperties properties) {
        return new MeRoutes(
                        api,
                        access,
                        capabilities.stream().map(Capability::name).sorted().toList(),
                        properties)
                .routes();
    }

    @Bean
    LiveEvents opsmonLiveEvents(ObjectProvider<LiveSignal> signals) {
        return new LiveEvents(signals.stream().toList());
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonEventRoutes(ApiRoutes api, OpsmonAccess access, LiveEvents events) {
        return new EventRoutes(api, access, events).routes();
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonOverviewRoutes(
            ApiRoutes api, OpsmonAccess access, ObjectProvider<OverviewPart> parts) {
        return new OverviewRoutes(api, access, parts.stream().toList()).routes();
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE - 1)
    RouterFunction<ServerResponse> opsmonUnknownApiRoutes(ApiRoutes api) {
        return api.unknown();
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RouterFunction<ServerResponse> opsmonConsoleRoutes(
            OpsmonWebProperties properties, OpsmonAccess access, RequestGate gate) {
        return new ConsoleRoutes(properties.basePath(), access, gate).routes();
    }
}
