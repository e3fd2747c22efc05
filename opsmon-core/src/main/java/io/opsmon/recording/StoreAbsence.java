package io.opsmon.recording;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Tracks an outage of the store and the time of the next attempt, with increasing pauses and jitter. Used by the writer
 * thread only.
 */
final class StoreAbsence {

    private static final Logger log = LoggerFactory.getLogger(StoreAbsence.class);

    private final String name;
    private final RecorderSettings settings;
    private final RecorderCounters counters;
    private @Nullable BackOffExecution pauses;
    private long retryAt;

    StoreAbsence(String name, RecorderSettings settings, RecorderCounters counters) {
        this.name = name;
        this.settings = settings;
        this.counters = counters;
    }

    /** Records an attempt with an unavailable store. The first attempt of an outage is logged. */
    void noticed(Throwable failure) {
        counters.storeFailures.increment();
        @Nullable BackOffExecution running = pauses;
        if (running == null) {
            log.warn(
                    "The store of {} is unavailable; entries are buffered on disk until it is available again: {}",
                    name,
                    failure.getMessage());
            running = newPauses();
            pauses = running;
        }
        retryAt = System.nanoTime() + Duration.ofMillis(running.nextBackOff()).toNanos();
    }

    /** Records a successful attempt. */
    void ended() {
        if (pauses != null) {
            log.info("The store of {} is available again", name);
            pauses = null;
        }
    }

    boolean isRetryDue() {
        return System.nanoTime() - retryAt >= 0;
    }

    private BackOffExecution newPauses() {
        ExponentialBackOff policy = new ExponentialBackOff(settings.retryDelay().toMillis(), 2);
        policy.setMaxInterval(settings.maxRetryDelay().toMillis());
        policy.setJitter(settings.retryDelay().toMillis() / 2);
        return policy.start();
    }
}
