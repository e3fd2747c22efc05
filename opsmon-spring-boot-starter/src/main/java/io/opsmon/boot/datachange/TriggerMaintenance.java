package io.opsmon.boot.datachange;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.TriggerUpkeeps;
import io.opsmon.datachange.internal.jdbc.WritePaths;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the triggers with the configuration at the start of the host and periodically. A failure is a problem of
 * opsmon's health, and never stops the host. Thread-safe.
 */
final class TriggerMaintenance extends GuardedLifecycle {

    static final String PART = "data-changes";
    private static final String GAPS = "data-changes-gaps";
    private static final Duration GAP_AGE = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(TriggerMaintenance.class);

    private final OpsmonDatabase database;
    private final WritePaths paths;
    private final Supplier<CaptureSettings> settings;
    private final EntityChanges entities;
    private final JdbcDataChanges changes;
    private final Problems problems;
    private final Clock clock;
    private volatile TriggerUpkeep.Result last = new TriggerUpkeep.Result(List.of(), List.of(), List.of());
    private volatile long gaps;

    TriggerMaintenance(
            OpsmonDatabase database,
            WritePaths paths,
            Supplier<CaptureSettings> settings,
            EntityChanges entities,
            JdbcDataChanges changes,
            Problems problems,
            Clock clock) {
        super(PART, problems);
        this.database = database;
        this.paths = paths;
        this.settings = settings;
        this.entities = entities;
        this.changes = changes;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected void begin() {
        run();
    }

    @Override
    protected void end() {
        // The triggers stay: changes are recorded while the application does not run.
    }

    /** Returns the result of the last comparison on this node. */
    TriggerUpkeep.Result last() {
        return last;
    }

    /** Returns the number of gaps of the last day, as of the last comparison. */
    long gaps() {
        return gaps;
    }

    /** Compares the triggers, and reports tables without current triggers. */
    synchronized void run() {
        try {
            CaptureSettings current = settings.get();
            last = entities.listen(current, compared(current));
            report(last);
            gaps = changes.gapsSince(clock.instant().minus(GAP_AGE));
            reportGaps();
        } catch (SQLException | RuntimeException failure) {
            problems.report(PART, "The triggers could not be compared: " + failure.getMessage() + ".", failure);
        }
    }

    private TriggerUpkeep.Result compared(CaptureSettings current) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                TriggerUpkeep.Result result = TriggerUpkeeps.of(connection).maintain(connection, current);
                entities.refresh(connection, current, result);
                paths.read(connection);
                return result;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private void report(TriggerUpkeep.Result result) {
        if (!result.changed().isEmpty()) {
            log.info("Triggers of data changes were created, replaced or removed: {}", result.changed());
        }
        if (result.problems().isEmpty()) {
            problems.resolve(PART);
            return;
        }
        problems.report(
                PART,
                "Changes are not recorded, or triggers are not current: "
                        + result.problems().stream()
                                .map(problem -> problem.table() + ": " + problem.message())
                                .collect(Collectors.joining("; "))
                        + ".",
                null);
        for (TriggerUpkeep.Problem problem : result.problems()) {
            if (!problem.ddl().isEmpty()) {
                log.warn(
                        "The user of the application may not create the triggers of \"{}\". Run these statements as"
                                + " another user:\n{};",
                        problem.table(),
                        String.join(";\n", problem.ddl()));
            }
        }
    }

    private void reportGaps() {
        if (gaps == 0) {
            problems.resolve(GAPS);
        } else {
            problems.report(
                    GAPS,
                    gaps + " statements of the last day have no data changes, because recording failed. The gaps are"
                            + " data changes with the action GAP, whose notes are the reasons.",
                    null);
        }
    }
}
