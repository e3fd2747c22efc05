package io.opsmon.boot.operationlog;

import io.opsmon.chain.VerificationReport;
import io.opsmon.operationlog.jdbc.JdbcOperationLogChain;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies in the background, one run at a time, and remembers what came of the last. Thread-safe. */
final class ChainVerificationRuns {

    private static final Logger log = LoggerFactory.getLogger(ChainVerificationRuns.class);

    private final JdbcOperationLogChain chain;
    private final Clock clock;
    private volatile Run last = new Run(State.NEVER, null, 0, null, null);

    enum State {
        NEVER,
        RUNNING,
        DONE,
        FAILED
    }

    /** One run: since when, how many entries it has looked at, and what it found. */
    record Run(
            State state,
            @Nullable Instant startedAt,
            long lookedAt,
            @Nullable VerificationReport report,
            @Nullable String failure) {}

    ChainVerificationRuns(JdbcOperationLogChain chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
    }

    Run last() {
        return last;
    }

    /** Begins a run; false if one is under way. */
    synchronized boolean start() {
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

    private void run(Run begun) {
        try {
            VerificationReport report =
                    chain.verify(count -> last = new Run(State.RUNNING, begun.startedAt(), count, null, null));
            last = new Run(State.DONE, begun.startedAt(), report.verified(), report, null);
            if (!report.isIntact()) {
                log.error(
                        "The operation logs are not what was written; the first finding: {}",
                        report.findings().get(0));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Operation logs cannot be verified", failure);
            last = new Run(
                    State.FAILED, begun.startedAt(), 0, null, failure.getClass().getSimpleName());
        }
    }
}
