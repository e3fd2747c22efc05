package io.opsmon.boot.health;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes application events so that listeners cannot break opsmon's own work: the failure of a host's listener is
 * logged.
 *
 * @since 0.1
 */
public final class SafeEvents {

    private static final Logger log = LoggerFactory.getLogger(SafeEvents.class);

    private SafeEvents() {}

    /**
     * Wraps a publisher.
     *
     * @param <E> the type of events
     * @param publisher the application's publisher
     * @return a publisher that never fails
     */
    public static <E> Consumer<E> of(ApplicationEventPublisher publisher) {
        return event -> {
            try {
                publisher.publishEvent(event);
            } catch (RuntimeException | LinkageError failure) {
                log.error("A listener for {} failed", event.getClass().getSimpleName(), failure);
            }
        };
    }
}
