package io.opsmon.boot.log.keeping;

import io.opsmon.boot.http.Instance;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.internal.maintenance.NodeLock;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcVerifications;
import io.opsmon.log.internal.jdbc.JdbcVerifications.Completed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a log in the background, one run at a time on this node, and stores each completed run with its certificate.
 * A scheduled run begins on one node of a cluster, when the last completed run of all nodes is old enough. Thread-safe.
 *
 * @since 0.1
 */
public final class ChainVerificationRuns {

    private static final Logger log = LoggerFactory.getLogger(ChainVerificationRuns.class);

    private final JdbcLogChain<?> chain;
    private final JdbcVerifications verifications;
    private final NodeLock scheduled;
    private final Instance instance;
    private final Sealer sealer;
    private final Clock clock;
    private final Duration interval;
    private volatile Run latest = new Run(State.NEVER, null, null, null, null, 0, null, null);

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
     * @param id the identifier of the certificate; null before the end of the run, and if it could not be stored
     * @param startedAt the start of the run; null if there was none
     * @param node the node of the run; null if there was none
     * @param startedBy the operator; null for a scheduled run
     * @param lookedAt the number of entries read so far
     * @param report the result; null before the end of the run
     * @param failure the reason for the early end, or null
     */
    public record Run(
            State state,
            @Nullable UUID id,
            @Nullable Instant startedAt,
            @Nullable String node,
            @Nullable String startedBy,
            long lookedAt,
            @Nullable VerificationReport report,
            @Nullable String failure) {

        private static Run of(@Nullable UUID id, VerificationCertificate certificate) {
            VerificationReport report = certificate.report();
            return new Run(
                    State.DONE,
                    id,
                    report.startedAt(),
                    certificate.node(),
                    certificate.startedBy(),
                    report.verified(),
                    report,
                    null);
        }

        private Run at(long count) {
            return new Run(state, id, startedAt, node, startedBy, count, null, null);
        }

        private Run failed(Throwable failure) {
            return new Run(
                    State.FAILED,
                    id,
                    startedAt,
                    node,
                    startedBy,
                    0,
                    null,
                    failure.getClass().getSimpleName());
        }
    }

    /**
     * Creates the verification of a log.
     *
     * @param chain the chain to verify
     * @param dataSource the database of the log
     * @param instance the names in certificates
     * @param sealer signs certificates
     * @param clock the clock for the times of runs
     * @param interval the time between two scheduled runs; zero for none
     */
    public ChainVerificationRuns(
            JdbcLogChain<?> chain,
            DataSource dataSource,
            Instance instance,
            Sealer sealer,
            Clock clock,
            Duration interval) {
        String name = chain.definition().name();
        this.chain = chain;
        this.verifications = new JdbcVerifications(name, dataSource, sealer);
        this.scheduled = new NodeLock(dataSource, name + "-verification-run", instance.node());
        this.instance = instance;
        this.sealer = sealer;
        this.clock = clock;
        this.interval = interval;
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
     * Returns the completed runs of all nodes.
     *
     * @return the runs in the database
     */
    public JdbcVerifications completed() {
        return verifications;
    }

    /**
     * Returns the time between two scheduled runs.
     *
     * @return the interval; zero without scheduled runs
     */
    public Duration interval() {
        return interval;
    }

    /**
     * Returns the run in progress on this node, or the last run of all nodes.
     *
     * @return the run and its state
     */
    public Run last() {
        Run here = latest;
        if (here.state() == State.RUNNING) {
            return here;
        }
        try {
            Optional<Run> stored = verifications.newest(1).stream()
                    .findFirst()
                    .map(completed -> Run.of(completed.id(), completed.certificate()));
            return stored.filter(run -> isAfter(run, here)).orElse(here);
        } catch (RuntimeException failure) {
            log.debug("Failed to read the verifications; the last run of this node is used", failure);
            return here;
        }
    }

    private static boolean isAfter(Run run, Run other) {
        return other.startedAt() == null
                || (run.startedAt() != null && run.startedAt().isAfter(other.startedAt()));
    }

    /**
     * Begins a run.
     *
     * @param operator the operator
     * @return false if a run is in progress on this node
     */
    public boolean start(String operator) {
        return begin(operator);
    }

    /**
     * Begins a scheduled run if the last completed run is older than the interval, unless another node does.
     *
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void startIfDue() {
        if (isDue()) {
            begin(null);
        }
    }

    private boolean isDue() {
        Instant before = clock.instant().minus(interval);
        return verifications.newest(1).stream()
                .noneMatch(run -> run.certificate().report().startedAt().isAfter(before));
    }

    private synchronized boolean begin(@Nullable String operator) {
        Run before = latest;
        if (before.state() == State.RUNNING) {
            return false;
        }
        Run begun = new Run(State.RUNNING, null, clock.instant(), instance.node(), operator, 0, null, null);
        latest = begun;
        Thread thread = new Thread(
                () -> {
                    if (operator != null) {
                        run(begun);
                    } else {
                        runScheduled(begun, before);
                    }
                },
                "opsmon-chain-verification-run");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    private void runScheduled(Run begun, Run before) {
        try (NodeLock.@Nullable Held lock = scheduled.tryAcquire().orElse(null)) {
            if (lock != null && isDue()) {
                run(begun);
            } else {
                latest = before;
            }
        } catch (RuntimeException | Error failure) {
            log.warn(
                    "Failed to begin the verification of the {}",
                    chain.definition().plural(),
                    failure);
            latest = begun.failed(failure);
        }
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
            VerificationReport report = chain.verify(count -> latest = begun.at(count));
            latest = completed(VerificationCertificate.sign(
                    instance.application(), instance.node(), begun.startedBy(), report, sealer));
            if (!report.isIntact()) {
                log.error(
                        "The verification of the {} found modified entries; the first finding: {}",
                        chain.definition().plural(),
                        report.findings().get(0));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Failed to verify the {}", chain.definition().plural(), failure);
            latest = begun.failed(failure);
        }
    }

    private Run completed(VerificationCertificate certificate) {
        UUID id = UUID.randomUUID();
        try {
            verifications.add(new Completed(id, certificate));
            return Run.of(id, certificate);
        } catch (RuntimeException failure) {
            log.warn("Failed to store a verification; it has no certificate", failure);
            return Run.of(null, certificate);
        }
    }
}
