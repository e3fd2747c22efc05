package io.opsmon.internal.schema;

import java.util.logging.Level;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Redirects Liquibase's log messages to {@code io.opsmon.schema.liquibase} at DEBUG. The log of a host has one line for
 * a migration; failures are thrown.
 */
final class LiquibaseLog extends AbstractLogService {

    private static final org.slf4j.Logger target = LoggerFactory.getLogger("io.opsmon.schema.liquibase");

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes") // As the method that it implements.
    public Logger getLog(Class type) {
        return new DebugLogger();
    }

    @SuppressWarnings("try") // Nothing is closed here.
    private static final class DebugLogger extends AbstractLogger {

        @Override
        public void log(Level level, String message, @Nullable Throwable failure) {
            target.debug("{}", message, failure);
        }
    }
}
