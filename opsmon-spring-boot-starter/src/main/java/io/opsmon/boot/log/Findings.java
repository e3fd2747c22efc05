package io.opsmon.boot.log;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.jdbc.FindingLog;
import io.opsmon.jdbc.OwnTransactions;
import io.opsmon.log.AdministrativeOperation;
import io.opsmon.log.LogKind;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.RetentionBounds;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.jdbc.JdbcLogRetention;
import io.opsmon.maintenance.Maintenance;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Makes the findings of a log, each of which becomes an entry of the operation log.
 *
 * @since 0.1
 */
public final class Findings {

    private static final Logger log = LoggerFactory.getLogger(Findings.class);

    private Findings() {}

    /**
     * Makes the findings of a log.
     *
     * @param kind the log
     * @param database where it is
     * @param sealer signs acknowledgements
     * @param clock the time of findings
     * @param events gets an {@link AdministrativeOperation} for each new finding
     * @return shared by the chain and the retention of the log
     */
    public static FindingLog of(
            LogKind<?> kind, OpsmonDatabase database, Sealer sealer, Clock clock, ApplicationEventPublisher events) {
        return new FindingLog(
                kind.name(),
                new OwnTransactions(database.dataSource()),
                sealer,
                clock,
                finding -> publish(kind, finding, events));
    }

    private static void publish(LogKind<?> kind, Finding finding, ApplicationEventPublisher events) {
        try {
            events.publishEvent(new AdministrativeOperation(
                    "INTEGRITY_FINDING",
                    finding.kind() + " at entry " + finding.sequence() + " of the " + kind.plural() + " of the chain "
                            + finding.chain() + ": " + finding.detail(),
                    kind.name(),
                    finding.entryId() == null ? null : finding.entryId().toString(),
                    Map.of()));
        } catch (RuntimeException failure) {
            log.warn("A finding is not recorded as an operation: {}", failure.toString());
        }
    }

    /**
     * The retention of a log as a task. Open findings stop it; they were logged when they were found. If an operator
     * removes entries meanwhile, the task does nothing until it is next due.
     *
     * @param retention removes entries
     * @param bounds how long entries are kept
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
     * The name of a task that every node runs for its own chain.
     *
     * @param task the task
     * @param node the node
     * @return at most 64 characters
     */
    public static String taskOf(String task, String node) {
        String name = task + "-" + node;
        return name.length() <= 64 ? name : task + "-" + Integer.toHexString(node.hashCode());
    }
}
