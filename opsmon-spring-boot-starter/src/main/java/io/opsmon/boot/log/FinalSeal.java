package io.opsmon.boot.log;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.log.jdbc.JdbcLogChain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what was written last, after the recorder has brought it home.
 *
 * @since 0.1
 */
public final class FinalSeal extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FinalSeal.class);

    private final JdbcLogChain<?> chain;

    /**
     * Makes the last step of a log's life.
     *
     * @param chain seals
     * @param problems gets a failure that the chain does not report itself
     */
    public FinalSeal(JdbcLogChain<?> chain, Problems problems) {
        super("tamper-evidence", problems);
        this.chain = chain;
    }

    @Override
    protected void begin() {
        // The chain is kept by the maintenance.
    }

    @Override
    protected void end() {
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
    public int getPhase() {
        return RecorderLifecycle.PHASE - 1;
    }
}
