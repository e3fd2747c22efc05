package io.opsmon.boot.http;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the actions at the end of a request; a failed action does not prevent the others. Stateless. */
final class ServedActions {

    private static final Logger log = LoggerFactory.getLogger(ServedActions.class);

    private ServedActions() {}

    static void run(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException failure) {
                log.warn("An action at the end of a request failed", failure);
            }
        }
    }
}
