package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.jdbc.RowDialects;
import io.opsmon.datachange.internal.undo.UndoPlan.Obstacle;
import io.opsmon.internal.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Undoes the row changes of one operation: the inverse statements in reverse order, in one transaction. The undo is
 * refused as a whole if a row has changed since, or if a value that an old row needs is not recorded. Thread-safe.
 *
 * <p>The rows are compared with the recorded new values before the undo, under a lock. Each statement must change one
 * row. After the undo, the rows are compared with the recorded old values.
 *
 * @since 0.1
 */
public final class Undo {

    /** Maximum number of changes that one undo reverses. */
    public static final int MAX_CHANGES = 10_000;

    private final JdbcDataChanges changes;
    private final OwnTransactions transactions;
    private final Supplier<List<CapturedTable>> captured;

    /**
     * Creates the undo of a database.
     *
     * @param dataSource the database of opsmon's tables and of the recorded tables
     * @param changes the recorded changes
     * @param origins sets the origin of the undo's own changes
     * @param captured returns the tables with current triggers
     */
    public Undo(
            DataSource dataSource,
            JdbcDataChanges changes,
            OriginDataSource origins,
            Supplier<List<CapturedTable>> captured) {
        this.changes = changes;
        this.captured = captured;
        this.transactions = new OwnTransactions(new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                return origins.wrap(super.getConnection());
            }
        });
    }

    /**
     * Returns the statements of an undo, without locks and without changes. A run may still be refused, because a row
     * changes meanwhile or a constraint is violated.
     *
     * @param operation the identifier of the operation's entry
     * @return the plan
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public UndoPlan preview(UUID operation) {
        List<DataChange> recorded = recorded(operation);
        return transactions.run("Preparing an undo", connection -> {
            RowDialect dialect = RowDialects.of(connection);
            RowDialect.SqlStep end = dialect.begin(connection);
            try {
                UndoRun run = started(connection, dialect, recorded);
                if (run.obstacles().isEmpty()) {
                    run.checkPresent(false);
                }
                return run.plan();
            } finally {
                end.run();
            }
        });
    }

    /**
     * Undoes an operation.
     *
     * @param operation the identifier of the operation's entry
     * @return the statements that were run
     * @throws UndoRefusedException if the rows cannot be restored; nothing was changed
     * @throws org.springframework.dao.DataAccessException if the database fails; nothing was changed
     */
    public UndoPlan run(UUID operation) {
        List<DataChange> recorded = recorded(operation);
        return transactions.run("Undoing an operation", connection -> {
            RowDialect dialect = RowDialects.of(connection);
            RowDialect.SqlStep end = dialect.begin(connection);
            try {
                UndoRun run = started(connection, dialect, recorded);
                demandNoObstacles(run);
                run.checkPresent(true);
                demandNoObstacles(run);
                UndoPlan plan = run.plan();
                run.apply();
                demandNoObstacles(run);
                run.checkRestored();
                demandNoObstacles(run);
                return plan;
            } finally {
                end.run();
            }
        });
    }

    private UndoRun started(Connection connection, RowDialect dialect, List<DataChange> recorded) throws SQLException {
        UndoRun run = new UndoRun(connection, dialect, captured.get());
        if (recorded.isEmpty()) {
            run.obstacles().add(Obstacle.of(UndoReason.NO_CHANGES, null));
        } else if (recorded.size() > MAX_CHANGES) {
            run.obstacles().add(Obstacle.of(UndoReason.TOO_MANY, String.valueOf(MAX_CHANGES)));
        } else {
            run.read(recorded);
        }
        return run;
    }

    private static void demandNoObstacles(UndoRun run) {
        if (!run.obstacles().isEmpty()) {
            throw new UndoRefusedException(List.copyOf(run.obstacles()));
        }
    }

    /** Returns the changes in the order in which they were made. */
    private List<DataChange> recorded(UUID operation) {
        List<DataChange> found =
                new ArrayList<>(changes.find(DataChangeFilter.ofOperation(operation), null, MAX_CHANGES + 1));
        Collections.reverse(found);
        return found;
    }
}
