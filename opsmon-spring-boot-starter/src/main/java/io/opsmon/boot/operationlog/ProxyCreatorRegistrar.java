package io.opsmon.boot.operationlog;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers an auto-proxy creator in hosts that switched off Spring Boot's own. An existing auto-proxy creator is used
 * as it is.
 */
final class ProxyCreatorRegistrar implements ImportBeanDefinitionRegistrar {

    ProxyCreatorRegistrar() {}

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
        AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
    }
}
