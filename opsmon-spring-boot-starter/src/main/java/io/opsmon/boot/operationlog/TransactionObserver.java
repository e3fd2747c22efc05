package io.opsmon.boot.operationlog;

import io.opsmon.internal.jdbc.TransactionOrigin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;

/**
 * Adds a listener to every transaction manager of the host, so that transactional entries know which manager began the
 * innermost transaction.
 */
final class TransactionObserver implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(TransactionObserver.class);

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConfigurableTransactionManager manager) {
            try {
                manager.addListener(TransactionOrigin.listener());
            } catch (RuntimeException refused) {
                log.warn(
                        "Could not observe the transaction manager \"{}\"; transactional entries inside its transactions"
                                + " may follow another transaction: {}",
                        beanName,
                        refused.toString());
            }
        }
        return bean;
    }
}
