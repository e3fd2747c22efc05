package io.opsmon.boot.log;

import io.opsmon.log.jdbc.JdbcLogChain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Seals what was written last, after the recorder has brought it home.
 *
 * @since 0.1
 */
public final class FinalSeal implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FinalSeal.class);

    private final JdbcLogChain<?> chain;
    private volatile boolean running;

    /**
     * Makes the last step of a log's life.
     *
     * @param chain seals
     */
    public FinalSeal(JdbcLogChain<?> chain) {
        this.chain = chain;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            chain.keep();
        } catch (RuntimeException failure) {
            log.warn(
                    "The newest {} are sealed after the next start: {}",
                    chain.kind().plural(),
                    failure.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return RecorderLifecycle.PHASE - 1;
    }
}
