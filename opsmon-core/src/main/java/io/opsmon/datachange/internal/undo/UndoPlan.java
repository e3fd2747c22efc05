package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.ChangeAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that restore the rows of an operation, or the obstacles to the undo.
 *
 * @param steps the statements in their order; empty if the rows cannot be restored
 * @param obstacles the reasons why the undo is refused; empty if the undo is possible
 * @param kept the columns with table that are not recorded, and keep their present values in updated rows
 * @since 0.1
 */
public record UndoPlan(List<Step> steps, List<Obstacle> obstacles, List<String> kept) {

    /** Copies the lists. */
    public UndoPlan {
        steps = List.copyOf(steps);
        obstacles = List.copyOf(obstacles);
        kept = List.copyOf(kept);
    }

    /**
     * A statement.
     *
     * @param table the name of the table with its schema
     * @param action the kind of change that the statement makes
     * @param key the key of the row before the statement
     * @param statement the statement with its values
     * @since 0.1
     */
    public record Step(
            String table, ChangeAction action, @Nullable String key, String statement) {}

    /**
     * A reason why the undo is refused.
     *
     * @param table the name of the table with its schema; null if the reason concerns the operation
     * @param key the key of the row; null if the reason concerns no single row
     * @param column the column; null if the reason concerns the row
     * @param reason the reason
     * @param detail another table, a number or the message of the database; null if the reason needs none
     * @since 0.1
     */
    public record Obstacle(
            @Nullable String table,
            @Nullable String key,
            @Nullable String column,
            UndoReason reason,
            @Nullable String detail) {

        static Obstacle of(RowKey row, @Nullable String column, UndoReason reason) {
            return new Obstacle(row.table(), row.text(), column, reason, null);
        }

        static Obstacle of(RowKey row, UndoReason reason, @Nullable String detail) {
            return new Obstacle(row.table(), row.text(), null, reason, detail);
        }

        static Obstacle of(UndoReason reason, @Nullable String detail) {
            return new Obstacle(null, null, null, reason, detail);
        }

        /**
         * Returns the reason as a sentence.
         *
         * @return the reason, in English
         */
        public String message() {
            return detail == null ? reason.text() : reason.text().replace("%s", detail);
        }
    }
}
