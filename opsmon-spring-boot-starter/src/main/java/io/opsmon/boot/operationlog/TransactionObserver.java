package io.opsmon.boot.operationlog;

import io.opsmon.internal.jdbc.TransactionOrigin;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;

/**
 * Adds a listener to every transaction manager of the host, so that transactional entries know which manager began the
 * innermost transaction.
 */
final class TransactionObserver implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConfigurableTransactionManager manager) {
            manager.addListener(TransactionOrigin.listener());
        }
        return bean;
    }
}
