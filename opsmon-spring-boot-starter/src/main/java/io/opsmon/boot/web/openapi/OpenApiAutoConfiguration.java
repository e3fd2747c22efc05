package io.opsmon.boot.web.openapi;

import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
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

    @Bean
    @ConditionalOnClass(name = SwaggerUiEntry.UI)
    SwaggerUiEntry opsmonSwaggerUiEntry(
            ListableBeanFactory beans,
            OpsmonWebProperties properties,
            @Value("${spring.application.name:application}") String application) {
        return new SwaggerUiEntry(beans, application, properties.basePath() + "/api/v1/openapi.json");
    }
}
