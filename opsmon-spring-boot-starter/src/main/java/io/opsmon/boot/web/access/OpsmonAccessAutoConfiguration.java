package io.opsmon.boot.web.access;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures access control: the host's Spring Security, Sa-Token or Apache Shiro, or open access if the host has
 * configured it. Otherwise, there is no API and no console. Independent of the API and of web servers, because the
 * host's own beans may need the access control.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration"
        })
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

    /** Access by the host's permissions in Sa-Token. Reactive hosts have no user on the current thread. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "cn.dev33.satoken.stp.StpUtil")
    @ConditionalOnMissingClass("org.springframework.security.core.context.SecurityContextHolder")
    @ConditionalOnProperty(name = "opsmon.web.access", havingValue = "secured", matchIfMissing = true)
    static class SaTokenConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OpsmonAccess opsmonAccess(OpsmonWebProperties properties) {
            return new SaTokenAccess(properties.adminAuthority());
        }
    }

    /** Access by the host's permissions in Apache Shiro, which is for servlet hosts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "org.apache.shiro.util.ThreadContext")
    @ConditionalOnMissingClass({
        "org.springframework.security.core.context.SecurityContextHolder",
        "cn.dev33.satoken.stp.StpUtil"
    })
    @ConditionalOnProperty(name = "opsmon.web.access", havingValue = "secured", matchIfMissing = true)
    static class ShiroConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OpsmonAccess opsmonAccess(OpsmonWebProperties properties) {
            return new ShiroAccess(properties.adminAuthority());
        }
    }

    /** Access for all callers, if the host has configured it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.web.access", havingValue = "permit-all")
    static class PermitAllConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OpsmonAccess opsmonAccess(OpsmonWebProperties properties) {
            if (properties.enabled()) {
                log.warn(
                        "opsmon.web.access=permit-all: requests from this machine and from the addresses {} have"
                                + " every permission under {}",
                        properties.permitAllAddresses(),
                        properties.basePath());
            }
            return new PermitAllAccess();
        }
    }
}
