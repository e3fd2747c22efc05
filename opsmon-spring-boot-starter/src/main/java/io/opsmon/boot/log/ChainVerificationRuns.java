package io.opsmon.boot.log;

import io.opsmon.chain.VerificationReport;
import io.opsmon.log.jdbc.JdbcLogChain;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a log in the background, one run at a time, and remembers what came of the last. Thread-safe.
 *
 * @since 0.1
 */
public final class ChainVerificationRuns {

    private static final Logger log = LoggerFactory.getLogger(ChainVerificationRuns.class);

    private final JdbcLogChain<?> chain;
    private final Clock clock;
    private volatile Run last = new Run(State.NEVER, null, 0, null, null);

    /** How far a run is. */
    public enum State {
        /** There was none. */
        NEVER,
        /** It is under way. */
        RUNNING,
        /** It has ended with a report. */
        DONE,
        /** It could not be ended. */
        FAILED
    }

    /**
     * One run.
     *
     * @param state how far it is
     * @param startedAt since when; null if there was none
     * @param lookedAt how many entries it has looked at
     * @param report what it found; null before its end
     * @param failure why it ended early, or null
     */
    public record Run(
            State state,
            @Nullable Instant startedAt,
            long lookedAt,
            @Nullable VerificationReport report,
            @Nullable String failure) {}

    /**
     * Makes a memory without runs.
     *
     * @param chain is verified
     * @param clock the time of runs
     */
    public ChainVerificationRuns(JdbcLogChain<?> chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
    }

    JdbcLogChain<?> chain() {
        return chain;
    }

    /**
     * The last run.
     *
     * @return where it stands
     */
    public Run last() {
        return last;
    }

    /**
     * Begins a run.
     *
     * @return false if one is under way
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
     * What waits for the next sealing is not reported as unsealed: entries of an outage are old when they are stored.
     */
    private void seal() {
        try {
            chain.keep();
        } catch (RuntimeException failure) {
            log.warn(
                    "The {} are verified without sealing the newest ones first",
                    chain.kind().plural(),
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
                        "The {} are not what was written; the first finding: {}",
                        chain.kind().plural(),
                        report.findings().get(0));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("The {} cannot be verified", chain.kind().plural(), failure);
            last = new Run(
                    State.FAILED, begun.startedAt(), 0, null, failure.getClass().getSimpleName());
        }
    }
}
