package io.opsmon.boot.web.routing;

import io.opsmon.boot.http.TokenProperties;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.access.OpsmonAccessAutoConfiguration;
import io.opsmon.boot.web.access.RequestGate;
import io.opsmon.log.LogScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Configures the route table of the REST API; backs off without access control. */
@AutoConfiguration(after = OpsmonAccessAutoConfiguration.class)
@Conditional(OpsmonWebAutoConfiguration.WebStack.class)
@ConditionalOnProperty(name = "opsmon.web.enabled", matchIfMissing = true)
@ConditionalOnBean(OpsmonAccess.class)
public final class OpsmonWebAutoConfiguration {

    OpsmonWebAutoConfiguration() {}

    /** Spring MVC or WebFlux serves the application. */
    static final class WebStack extends AnyNestedCondition {

        WebStack() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        @ConditionalOnClass(name = "org.springframework.web.servlet.function.RouterFunction")
        static final class Mvc {}

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        @ConditionalOnClass(name = "org.springframework.web.reactive.function.server.RouterFunction")
        static final class WebFlux {}
    }

    @Bean
    RequestGate opsmonRequestGate(
            OpsmonWebProperties properties, OpsmonAccess access, ObjectProvider<TokenProperties> tokens) {
        @Nullable TokenProperties known = tokens.getIfAvailable();
        return RequestGate.of(properties, access, known == null ? List.of() : known.headers());
    }

    @Bean
    CallerScope opsmonCallerScope(ObjectProvider<LogScope> scope) {
        return new CallerScope(scope.getIfAvailable());
    }

    @Bean
    ApiRoutes opsmonApiRoutes(
            OpsmonWebProperties properties,
            OpsmonAccess access,
            CallerScope scope,
            RequestGate gate,
            ObjectProvider<RouteGroup> groups) {
        return new ApiRoutes(
                properties.basePath(),
                access,
                scope,
                gate,
                groups.stream().flatMap(group -> group.routes().stream()).toList());
    }
}
