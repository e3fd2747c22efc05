package io.opsmon.boot.operationlog;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Sees to it that something makes proxies, also in a host that switched off Boot's own; takes what is there if there
 * is.
 */
final class ProxyCreatorRegistrar implements ImportBeanDefinitionRegistrar {

    ProxyCreatorRegistrar() {}

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
        AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
    }
}
