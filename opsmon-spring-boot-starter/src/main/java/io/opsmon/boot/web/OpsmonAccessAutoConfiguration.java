package io.opsmon.boot.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who decides who may see what: the host's Spring Security, nobody if the host said so, else the door stays shut. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "opsmon.web.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OpsmonWebProperties.class)
public final class OpsmonAccessAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OpsmonAccessAutoConfiguration.class);

    OpsmonAccessAutoConfiguration() {}

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
                    "opsmon.web.access=permit-all: everybody on this machine, and at the addresses {}, sees and does"
                            + " everything under {}",
                    properties.permitAllAddresses(),
                    properties.basePath());
            return new PermitAllAccess();
        }
    }
}
