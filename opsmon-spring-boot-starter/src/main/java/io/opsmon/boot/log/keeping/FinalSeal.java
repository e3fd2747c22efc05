package io.opsmon.boot.log.keeping;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.log.recorder.RecorderLifecycle;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the last entries after the recorder has stored them.
 *
 * @since 0.1
 */
public final class FinalSeal extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FinalSeal.class);

    private final JdbcLogChain<?> chain;

    /**
     * Creates the last step in the life cycle of a log.
     *
     * @param chain the chain to seal
     * @param problems receives failures that the chain does not report itself
     */
    public FinalSeal(JdbcLogChain<?> chain, Problems problems) {
        super("tamper-evidence", problems);
        this.chain = chain;
    }

    @Override
    protected void begin() {
        // Maintenance seals the chain while the application runs.
    }

    @Override
    protected void end() {
        try {
            chain.keep();
        } catch (RuntimeException failure) {
            log.warn(
                    "Failed to seal the newest {}; they are sealed after the next start: {}",
                    chain.definition().plural(),
                    failure.toString());
        }
    }

    @Override
    public int getPhase() {
        return RecorderLifecycle.PHASE - 1;
    }
}
