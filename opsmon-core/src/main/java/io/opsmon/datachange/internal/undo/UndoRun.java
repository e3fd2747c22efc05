package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowStatement;
import io.opsmon.datachange.internal.undo.UndoPlan.Obstacle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One undo on one connection. Not thread-safe. */
final class UndoRun {

    private final Connection connection;
    private final RowDialect dialect;
    private final UndoStatements statements;
    private final List<CapturedTable> captured;
    private final Map<String, @Nullable UndoTable> tables = new LinkedHashMap<>();
    private final Set<Obstacle> obstacles = new LinkedHashSet<>();
    /** The changes in the order in which they were made. */
    private final List<RowChange> changes = new ArrayList<>();

    UndoRun(Connection connection, RowDialect dialect, List<CapturedTable> captured) {
        this.connection = connection;
        this.dialect = dialect;
        this.statements = new UndoStatements(dialect);
        this.captured = captured;
    }

    Set<Obstacle> obstacles() {
        return obstacles;
    }

    /** Reads the recorded changes of an operation. */
    void read(List<DataChange> recorded) throws SQLException {
        for (DataChange change : recorded) {
            if (isRecorded(change)) {
                @Nullable UndoTable table = table(change.table());
                @Nullable RowChange read = table == null ? null : RowChange.of(change, table, obstacles::add);
                if (read != null) {
                    changes.add(read);
                    checkCascades(read);
                }
            }
        }
    }

    private boolean isRecorded(DataChange change) {
        @Nullable UndoReason reason = null;
        if (change.action() == ChangeAction.GAP) {
            reason = UndoReason.GAP;
        } else if (change.action() == ChangeAction.TRUNCATE) {
            reason = UndoReason.TRUNCATED;
        } else if (change.oldValues() == null && change.newValues() == null) {
            reason = change.note() == null ? UndoReason.COUNTED : UndoReason.ERASED;
        }
        if (reason == null) {
            return true;
        }
        obstacles.add(new Obstacle(change.table(), change.key(), null, reason, null));
        return false;
    }

    private @Nullable UndoTable table(String label) throws SQLException {
        if (!tables.containsKey(label)) {
            @Nullable
            CapturedTable known = captured.stream()
                    .filter(table -> table.label().equals(label))
                    // A partition has the label of its root.
                    .max((a, b) -> Boolean.compare(isRoot(a), isRoot(b)))
                    .orElse(null);
            if (known == null) {
                obstacles.add(new Obstacle(label, null, null, UndoReason.TABLE_NOT_RECORDED, null));
            }
            @Nullable UndoTable table = known == null ? null : UndoTable.read(connection, dialect, known);
            if (known != null && (table == null || !table.hasKey())) {
                obstacles.add(new Obstacle(label, null, null, UndoReason.TABLE_CHANGED, null));
                table = null;
            }
            tables.put(label, table);
        }
        return tables.get(label);
    }

    private static boolean isRoot(CapturedTable table) {
        return table.label().equals(table.schema() + "." + table.table());
    }

    /** A foreign key may have changed rows that no trigger saw. */
    private void checkCascades(RowChange change) {
        for (Cascade cascade : change.table().cascades()) {
            boolean follows = change.action() == ChangeAction.DELETE
                    ? cascade.followsDelete()
                    : change.action() == ChangeAction.UPDATE
                            && cascade.followsUpdate()
                            && !Collections.disjoint(
                                    cascade.columns().keySet(), change.old().keySet());
            if (!follows) {
                continue;
            }
            if (!dialect.seesCascades()) {
                obstacles.add(Obstacle.of(change.present(), UndoReason.UNSEEN_CASCADE, cascade.label()));
            } else if (captured.stream().noneMatch(table -> isNamed(table, cascade.label()))) {
                obstacles.add(Obstacle.of(change.present(), UndoReason.CASCADE_NOT_RECORDED, cascade.label()));
            }
        }
    }

    private static boolean isNamed(CapturedTable table, String label) {
        return table.label().equals(label) || label.equals(table.schema() + "." + table.table());
    }

    /** Returns the statements, in reverse order of the changes. */
    UndoPlan plan() {
        List<UndoPlan.Step> steps = new ArrayList<>();
        Set<String> kept = new LinkedHashSet<>();
        for (RowChange change : reversed()) {
            steps.add(new UndoPlan.Step(
                    change.table().captured().label(),
                    UndoStatements.reverse(change.action()),
                    change.present().text(),
                    statements.reversing(change).shown()));
            if (change.action() == ChangeAction.UPDATE) {
                change.table()
                        .captured()
                        .leftOut()
                        .forEach(column -> kept.add(change.table().captured().label() + "." + column));
            }
        }
        return new UndoPlan(obstacles.isEmpty() ? steps : List.of(), List.copyOf(obstacles), List.copyOf(kept));
    }

    private List<RowChange> reversed() {
        List<RowChange> reversed = new ArrayList<>(changes);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Compares the present rows with the rows after the operation. */
    void checkPresent(boolean locks) throws SQLException {
        for (Map.Entry<RowKey, @Nullable Map<String, RowValue>> state :
                RowStates.after(changes).entrySet()) {
            compare(state.getKey(), state.getValue(), locks, UndoReason.ROW_CHANGED);
        }
    }

    /** Compares the rows after the undo with the rows before the operation. */
    void checkRestored() throws SQLException {
        for (Map.Entry<RowKey, @Nullable Map<String, RowValue>> state :
                RowStates.before(changes).entrySet()) {
            compare(state.getKey(), state.getValue(), false, UndoReason.NOT_EXACT);
        }
    }

    private void compare(RowKey row, @Nullable Map<String, RowValue> expected, boolean locks, UndoReason difference)
            throws SQLException {
        @Nullable UndoTable table = tables.get(row.table());
        if (table == null || (expected == null && table.isNamedByAllColumns())) {
            return;
        }
        Map<String, RowValue> values = expected == null ? Map.of() : expected;
        List<RowColumn> columns = table.columns().stream()
                .filter(column -> {
                    @Nullable RowValue value = values.get(column.name());
                    return value != null && value.isComparable();
                })
                .toList();
        try (PreparedStatement select =
                        statements.comparing(table, row, columns, values, locks).prepare(connection);
                ResultSet present = select.executeQuery()) {
            boolean exists = present.next();
            if (exists != (expected != null)) {
                obstacles.add(Obstacle.of(row, exists ? UndoReason.ROW_EXISTS : UndoReason.ROW_MISSING, null));
                return;
            }
            for (int i = 0; i < columns.size(); i++) {
                RowColumn column = columns.get(i);
                @Nullable String now = dialect.text(present, 2 * i + 1, column);
                RowValue value = Objects.requireNonNull(values.get(column.name()));
                if (!value.isSame(now, present.getString(2 * i + 2))) {
                    obstacles.add(Obstacle.of(row, column.name(), difference));
                }
            }
        }
    }

    /**
     * Runs the statements. A statement that a constraint refuses is tried again after the others, because one statement
     * of the operation may have changed rows that refer to each other. Earlier changes of its row wait with it.
     */
    void apply() throws SQLException {
        List<RowChange> pending = reversed();
        while (!pending.isEmpty()) {
            List<RowChange> waiting = new ArrayList<>();
            List<Obstacle> refused = new ArrayList<>();
            Set<RowKey> blocked = new HashSet<>();
            for (RowChange change : pending) {
                boolean isBlocked = blocked.contains(change.before()) || blocked.contains(change.after());
                @Nullable Obstacle obstacle = isBlocked ? null : tryToReverse(change);
                if (isBlocked || obstacle != null) {
                    waiting.add(change);
                    Stream.of(change.before(), change.after())
                            .filter(Objects::nonNull)
                            .forEach(blocked::add);
                }
                if (obstacle != null) {
                    refused.add(obstacle);
                }
            }
            if (waiting.size() == pending.size()) {
                obstacles.addAll(refused);
                return;
            }
            pending = waiting;
        }
        try {
            dialect.checkConstraints(connection);
        } catch (SQLException violation) {
            obstacles.add(Obstacle.of(UndoReason.DATABASE_REFUSED, refusal(violation)));
        }
    }

    /** Returns the reason why the change cannot be reversed now; null if it was reversed. */
    private @Nullable Obstacle tryToReverse(RowChange change) throws SQLException {
        @Nullable Obstacle follower = follower(change);
        if (follower != null) {
            return follower;
        }
        Savepoint savepoint = connection.setSavepoint();
        try (PreparedStatement statement = statements.reversing(change).prepare(connection)) {
            int rows = statement.executeUpdate();
            connection.releaseSavepoint(savepoint);
            return rows == 1 || isReversed(change) ? null : Obstacle.of(change.present(), UndoReason.ROW_MISSING, null);
        } catch (SQLException refused) {
            Obstacle obstacle = Obstacle.of(change.present(), UndoReason.DATABASE_REFUSED, refusal(refused));
            connection.rollback(savepoint);
            return obstacle;
        }
    }

    /** A foreign key may have restored the row with the row that it follows. */
    private boolean isReversed(RowChange change) throws SQLException {
        if (change.before() == null) {
            return true;
        }
        Set<Obstacle> found = new LinkedHashSet<>(obstacles);
        compare(change.before(), change.old(), false, UndoReason.NOT_EXACT);
        boolean isReversed = obstacles.size() == found.size();
        obstacles.retainAll(found);
        return isReversed;
    }

    /** Deleting an inserted row must not delete or change rows that refer to this row since. */
    private @Nullable Obstacle follower(RowChange change) throws SQLException {
        if (change.action() != ChangeAction.INSERT) {
            return null;
        }
        for (Cascade cascade : change.table().cascades()) {
            @Nullable
            RowStatement query = cascade.followsDelete() ? statements.following(cascade, change.table(), change) : null;
            if (query == null) {
                continue;
            }
            try (PreparedStatement select = query.prepare(connection);
                    ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return Obstacle.of(change.present(), UndoReason.REFERENCED, cascade.label());
                }
            }
        }
        return null;
    }

    private static String refusal(SQLException failure) throws SQLException {
        @Nullable String state = failure.getSQLState();
        // A broken connection, a deadlock, a timeout or a serialization failure is no property of the row.
        if (state == null || state.startsWith("08") || state.startsWith("40") || state.startsWith("57")) {
            throw failure;
        }
        return String.valueOf(failure.getMessage());
    }
}
