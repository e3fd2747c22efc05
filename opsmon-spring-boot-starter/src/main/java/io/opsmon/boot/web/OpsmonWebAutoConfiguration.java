package io.opsmon.boot.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The frame of API and console. Without Spring Security, and without being told otherwise, there is neither. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnProperty(name = "opsmon.web.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OpsmonWebProperties.class)
public final class OpsmonWebAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OpsmonWebAutoConfiguration.class);

    OpsmonWebAutoConfiguration() {}

    /** Access by the host's authorities. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
    @ConditionalOnProperty(name = "opsmon.web.access", havingValue = "secured", matchIfMissing = true)
    static class SecuredConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OpsmonAccess opsmonAccess(OpsmonWebProperties properties) {
            return new SpringSecurityAccess(properties.adminAuthority());
        }
    }

    /** Access for everybody, where the host said so. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.web.access", havingValue = "permit-all")
    static class PermitAllConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OpsmonAccess opsmonAccess(OpsmonWebProperties properties) {
            log.warn(
                    "opsmon.web.access=permit-all: everybody who reaches this application sees everything under {}",
                    properties.basePath());
            return new PermitAllAccess();
        }
    }

    /** What there is once it is known who decides. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(OpsmonAccess.class)
    static class RoutesConfiguration {

        @Bean
        ApiRoutes opsmonApiRoutes(OpsmonWebProperties properties, OpsmonAccess access) {
            return new ApiRoutes(properties.basePath(), access);
        }

        @Bean
        @Order(0)
        RouterFunction<ServerResponse> opsmonMeRoutes(ApiRoutes api, OpsmonAccess access) {
            return new MeRoutes(api, access).routes();
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE - 1)
        RouterFunction<ServerResponse> opsmonUnknownApiRoutes(ApiRoutes api) {
            return api.routes(builder -> builder.GET("/**", request -> {
                throw ApiException.notFound("There is nothing at " + request.path() + ".");
            }));
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        RouterFunction<ServerResponse> opsmonConsoleRoutes(OpsmonWebProperties properties, OpsmonAccess access) {
            return new ConsoleRoutes(properties.basePath(), access).routes();
        }
    }
}
