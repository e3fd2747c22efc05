package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.jdbc.ChangeWriter.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step on the connection of a session that follows the failure policy. A failure is recorded as a gap behind a
 * savepoint, or fails the session. A failure that ends the transaction always fails the session.
 */
final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final RecordedTables tables;
    private final SharedSessionContractImplementor session;
    private final @Nullable ChangeOrigin origin;

    /**
     * Creates the attempts of a session.
     *
     * @param origin the origin of gaps
     */
    Attempt(RecordedTables tables, SharedSessionContractImplementor session, @Nullable ChangeOrigin origin) {
        this.tables = tables;
        this.session = session;
        this.origin = origin;
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Step {
        void run(Connection connection) throws SQLException;
    }

    /** Runs a step that records changes of tables. */
    void run(Set<String> labels, Step step) {
        session.doWork(connection -> {
            if (tables.settings().policy() == FailurePolicy.FAIL_CLOSED) {
                step.run(connection);
                return;
            }
            @Nullable Exception failure = tryTo(connection, step);
            if (failure != null) {
                log.error("The changes of {} could not be recorded", labels, failure);
                recordGaps(connection, labels, failure);
            }
        });
    }

    private void recordGaps(Connection connection, Set<String> labels, Exception reason) throws SQLException {
        @Nullable String note = reason.getMessage();
        List<Change> gaps = labels.stream()
                .sorted()
                .map(label -> new Change(
                        label,
                        ChangeAction.GAP,
                        null,
                        null,
                        null,
                        null,
                        null,
                        origin,
                        note == null ? reason.toString() : note))
                .toList();
        @Nullable Exception second = tryTo(connection, open -> tables.writer().write(open, gaps));
        if (second != null) {
            log.error("The gap of {} could not be recorded", labels, second);
        }
    }

    /** Returns the failure of a step; null if the step succeeded. */
    private static @Nullable Exception tryTo(Connection connection, Step step) throws SQLException {
        @Nullable Savepoint savepoint = null;
        try {
            savepoint = connection.getAutoCommit() ? null : connection.setSavepoint();
            step.run(connection);
        } catch (SQLException | RuntimeException failure) {
            if (endsTransaction(failure)) {
                throw failure;
            }
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
            return failure;
        }
        if (savepoint != null) {
            connection.releaseSavepoint(savepoint);
        }
        return null;
    }

    /** After a deadlock or a lost connection, the host must not commit later statements only. */
    private static boolean endsTransaction(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("40") || sql.getSQLState().startsWith("08"))) {
                return true;
            }
        }
        return false;
    }
}
