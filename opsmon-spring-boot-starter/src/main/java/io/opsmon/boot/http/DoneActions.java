package io.opsmon.boot.http;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done when a request has been served; what fails keeps nothing else from being done. Stateless. */
final class DoneActions {

    private static final Logger log = LoggerFactory.getLogger(DoneActions.class);

    private DoneActions() {}

    static void run(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException failure) {
                log.warn("What was to be done behind a request failed", failure);
            }
        }
    }
}
