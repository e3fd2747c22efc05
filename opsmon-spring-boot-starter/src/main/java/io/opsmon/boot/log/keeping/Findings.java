package io.opsmon.boot.log.keeping;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Creates the finding log of a log. Each finding becomes an entry of the operation log.
 *
 * @since 0.1
 */
public final class Findings {

    private static final Logger log = LoggerFactory.getLogger(Findings.class);

    private Findings() {}

    /**
     * Creates the finding log of a log.
     *
     * @param definition the log
     * @param database the database of the log
     * @param sealer the sealer that signs acknowledgements
     * @param clock the clock for the times of findings
     * @param events receives an {@link AdministrativeOperation} for each new finding
     * @return the finding log that the chain and the retention of the log share
     */
    public static FindingLog of(
            LogDefinition<?> definition,
            OpsmonDatabase database,
            Sealer sealer,
            Clock clock,
            ApplicationEventPublisher events) {
        return new FindingLog(
                definition.name(),
                new OwnTransactions(database.dataSource()),
                sealer,
                clock,
                finding -> publish(definition, finding, events));
    }

    private static void publish(LogDefinition<?> definition, Finding finding, ApplicationEventPublisher events) {
        try {
            events.publishEvent(new AdministrativeOperation(
                    "INTEGRITY_FINDING",
                    finding.kind() + " at entry " + finding.sequence() + " of the " + definition.plural()
                            + " of the chain " + finding.chain() + ": " + finding.detail(),
                    definition.name(),
                    finding.entryId() == null ? null : definition.idText(finding.entryId()),
                    Map.of()));
        } catch (RuntimeException failure) {
            log.warn("Failed to record a finding as an operation: {}", failure.toString());
        }
    }

    /**
     * Creates the maintenance task for the retention of a log. Open findings stop the task; they were logged when they
     * were found. If an operator removes entries at the same time, the task does nothing until its next run.
     *
     * @param retention the retention that removes entries
     * @param bounds the limits of age and count
     * @return the task
     */
    public static Maintenance.Task retention(JdbcLogRetention<?> retention, RetentionBounds bounds) {
        return () -> {
            try {
                retention.enforce(bounds);
            } catch (TamperedLogException stopped) {
                log.error("{}", stopped.getMessage());
            } catch (RemovalInProgressException later) {
                log.info("{}", later.getMessage());
            }
        };
    }

    /**
     * Returns the name of a task that every node runs for its own chain.
     *
     * @param task the task
     * @param node the node
     * @return the name, at most 64 characters
     */
    public static String taskOf(String task, String node) {
        String name = task + "-" + node;
        return name.length() <= 64 ? name : task + "-" + Integer.toHexString(node.hashCode());
    }
}
