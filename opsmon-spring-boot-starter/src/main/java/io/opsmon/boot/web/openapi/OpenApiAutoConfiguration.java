package io.opsmon.boot.web.openapi;

import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Configures the OpenAPI document of the REST API. */
@AutoConfiguration(after = OpsmonWebAutoConfiguration.class)
@ConditionalOnBean(ApiRoutes.class)
public final class OpenApiAutoConfiguration {

    OpenApiAutoConfiguration() {}

    @Bean
    RouteGroup opsmonOpenApiRoutes(ObjectProvider<ApiRoutes> table) {
        return new OpenApiRoutes(() -> table.getObject().routes());
    }
}
