package io.opsmon.boot.log.keeping;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.http.Instance;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.PersonalData;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.JdbcPersonalData;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Creates the parts that keep the entries of a log in a database: integrity chain, sealing, verification, retention and
 * personal data. The parts differ by the definition and the properties of the log only. Immutable.
 *
 * @param database the database of all logs
 * @param instance the names of this instance
 * @param sealer the sealer
 * @param archives receives seals before the database
 * @param pseudonyms the pseudonyms; null without a key
 * @param clock the clock for seals and for ages of entries
 * @param events receives findings
 * @param properties the properties of chains
 * @param problems receives problems of the shutdown
 * @since 0.1
 */
public record LogKeeping(
        OpsmonDatabase database,
        Instance instance,
        Sealer sealer,
        List<SealArchive> archives,
        @Nullable Pseudonyms pseudonyms,
        Clock clock,
        ApplicationEventPublisher events,
        ChainProperties properties,
        Problems problems) {

    /** Time between two checks whether a verification is due. */
    private static final Duration CHECK_INTERVAL = Duration.ofMinutes(10);

    /**
     * Creates the integrity chains of a log.
     *
     * @param definition the log
     * @param <E> the kind of entry
     * @return the chains
     */
    public <E extends RecordedEntry> JdbcLogChain<E> chain(LogDefinition<E> definition) {
        return new JdbcLogChain<>(
                definition,
                database.dataSource(),
                instance.node(),
                sealer,
                archives,
                clock,
                Findings.of(definition, database, sealer, clock, events));
    }

    /**
     * Creates the task that appends rows of other programs to the common chain.
     *
     * @param chain the chain of the log
     * @param interval the time between two runs
     * @return the task
     */
    public MaintenanceTask linking(JdbcLogChain<?> chain, Duration interval) {
        return new MaintenanceTask(chain.definition().name() + "-linking", interval, chain::link);
    }

    /**
     * Creates the task that seals new entries of this node.
     *
     * @param chain the chains of the log
     * @return the task
     */
    public MaintenanceTask sealing(JdbcLogChain<?> chain) {
        return new MaintenanceTask(
                Findings.taskOf(chain.definition().name() + "-sealing", instance.node()),
                properties.sealInterval(),
                chain::keep);
    }

    /**
     * Creates the verification of a log, on request and scheduled.
     *
     * @param chain the chains of the log
     * @return the verification
     */
    public ChainVerificationRuns verificationRuns(JdbcLogChain<?> chain) {
        return new ChainVerificationRuns(
                chain, database.dataSource(), instance, sealer, clock, properties.verificationInterval());
    }

    /**
     * Creates the task that begins scheduled verifications. A restart of the application does not begin the interval
     * anew, so the task runs more often.
     *
     * @param runs the verification of the log
     * @return the task; null if no verifications are scheduled
     */
    public @Nullable MaintenanceTask verificationTask(ChainVerificationRuns runs) {
        Duration interval = runs.interval();
        return interval.isZero() || interval.isNegative()
                ? null
                : new MaintenanceTask(
                        runs.chain().definition().name() + "-verification",
                        interval.compareTo(CHECK_INTERVAL) < 0 ? interval : CHECK_INTERVAL,
                        runs::startIfDue);
    }

    /**
     * Creates the sealing at the shutdown.
     *
     * @param chain the chains of the log
     * @return the lifecycle
     */
    public FinalSeal finalSeal(JdbcLogChain<?> chain) {
        return new FinalSeal(chain, problems);
    }

    /**
     * Creates the retention of a log.
     *
     * @param definition the log
     * @param retention the properties of the retention
     * @param chain the chains of the log, whose findings stop the retention; null for a log without chain
     * @param <E> the kind of entry
     * @return the retention
     */
    public <E extends RecordedEntry> JdbcLogRetention<E> retention(
            LogDefinition<E> definition, RetentionProperties retention, @Nullable JdbcLogChain<E> chain) {
        return retention(definition, retention, chain, holds(definition, null));
    }

    /**
     * Creates the retention of a log with legal holds.
     *
     * @param definition the log
     * @param retention the properties of the retention
     * @param chain the chains of the log, whose findings stop the retention; null for a log without chain
     * @param holds the legal holds of the log
     * @param <E> the kind of entry
     * @return the retention
     */
    public <E extends RecordedEntry> JdbcLogRetention<E> retention(
            LogDefinition<E> definition,
            RetentionProperties retention,
            @Nullable JdbcLogChain<E> chain,
            JdbcLegalHolds holds) {
        return retention.toRetention(definition, database, sealer, clock, chain, holds, instance.node());
    }

    /**
     * Creates the legal holds of a log.
     *
     * @param definition the log
     * @param related the holds of a log to whose entries the entries belong; null for none
     * @return the holds
     */
    public JdbcLegalHolds holds(LogDefinition<?> definition, JdbcLegalHolds.@Nullable Related related) {
        return new JdbcLegalHolds(definition, database.dataSource(), sealer, clock, related);
    }

    /**
     * Creates the task that removes old entries of a log.
     *
     * @param definition the log
     * @param retention the retention of the log
     * @param limits the properties of the retention
     * @return the task
     */
    public MaintenanceTask retentionTask(
            LogDefinition<?> definition, JdbcLogRetention<?> retention, RetentionProperties limits) {
        return new MaintenanceTask(
                definition.name() + "-retention", limits.interval(), Findings.retention(retention, limits.toBounds()));
    }

    /**
     * Creates the access to personal data in a log.
     *
     * @param definition the log
     * @param retention the retention of the log
     * @param <E> the kind of entry
     * @return the access; null without a key of pseudonyms
     */
    public <E extends RecordedEntry> @Nullable PersonalData personalData(
            LogDefinition<E> definition, JdbcLogRetention<E> retention) {
        return pseudonyms == null
                ? null
                : new JdbcPersonalData<>(definition, database.dataSource(), sealer, pseudonyms, retention.holds());
    }
}
