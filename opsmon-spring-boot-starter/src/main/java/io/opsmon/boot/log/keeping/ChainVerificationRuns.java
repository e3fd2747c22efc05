package io.opsmon.boot.log.keeping;

import io.opsmon.chain.VerificationReport;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a log in the background, one run at a time, and remembers the last run. Thread-safe.
 *
 * @since 0.1
 */
public final class ChainVerificationRuns {

    private static final Logger log = LoggerFactory.getLogger(ChainVerificationRuns.class);

    private final JdbcLogChain<?> chain;
    private final Clock clock;
    private volatile Run last = new Run(State.NEVER, null, 0, null, null);

    /** The state of a run. */
    public enum State {
        /** There has been no run. */
        NEVER,
        /** The run is in progress. */
        RUNNING,
        /** The run has ended with a report. */
        DONE,
        /** The run ended early. */
        FAILED
    }

    /**
     * A verification run.
     *
     * @param state the state of the run
     * @param startedAt the start of the run; null if there was none
     * @param lookedAt the number of entries read so far
     * @param report the result; null before the end of the run
     * @param failure the reason for the early end, or null
     */
    public record Run(
            State state,
            @Nullable Instant startedAt,
            long lookedAt,
            @Nullable VerificationReport report,
            @Nullable String failure) {}

    /**
     * Creates a memory without runs.
     *
     * @param chain the chain to verify
     * @param clock the clock for the times of runs
     */
    public ChainVerificationRuns(JdbcLogChain<?> chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
    }

    /**
     * Returns the verified chain.
     *
     * @return the chain of the log
     */
    public JdbcLogChain<?> chain() {
        return chain;
    }

    /**
     * Returns the last run.
     *
     * @return the run and its state
     */
    public Run last() {
        return last;
    }

    /**
     * Begins a run.
     *
     * @return false if a run is in progress
     */
    public synchronized boolean start() {
        if (last.state() == State.RUNNING) {
            return false;
        }
        Run begun = new Run(State.RUNNING, clock.instant(), 0, null, null);
        last = begun;
        Thread thread = new Thread(() -> run(begun), "opsmon-chain-verification-run");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    /**
     * Seals the newest entries, so that entries that wait for the next seal are not reported as unsealed. Entries of an
     * outage are old when they are stored.
     */
    private void seal() {
        try {
            chain.keep();
        } catch (RuntimeException failure) {
            log.warn(
                    "Failed to seal the newest {}; the verification continues without the seal",
                    chain.definition().plural(),
                    failure);
        }
    }

    private void run(Run begun) {
        try {
            seal();
            VerificationReport report =
                    chain.verify(count -> last = new Run(State.RUNNING, begun.startedAt(), count, null, null));
            last = new Run(State.DONE, begun.startedAt(), report.verified(), report, null);
            if (!report.isIntact()) {
                log.error(
                        "The verification of the {} found modified entries; the first finding: {}",
                        chain.definition().plural(),
                        report.findings().get(0));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Failed to verify the {}", chain.definition().plural(), failure);
            last = new Run(
                    State.FAILED, begun.startedAt(), 0, null, failure.getClass().getSimpleName());
        }
    }
}
