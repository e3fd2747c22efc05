package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowStatement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the statements of an undo. */
final class UndoStatements {

    private final RowDialect dialect;

    UndoStatements(RowDialect dialect) {
        this.dialect = dialect;
    }

    /** Returns the statement that reverses a change. */
    RowStatement reversing(RowChange change) {
        return switch (change.action()) {
            case INSERT -> delete(change);
            case UPDATE -> update(change);
            default -> insert(change);
        };
    }

    /** Returns the kind of change that reverses a change. */
    static ChangeAction reverse(ChangeAction action) {
        return switch (action) {
            case INSERT -> ChangeAction.DELETE;
            case DELETE -> ChangeAction.INSERT;
            default -> ChangeAction.UPDATE;
        };
    }

    private RowStatement delete(RowChange change) {
        RowStatement statement =
                new RowStatement().sql("DELETE FROM " + change.table().name());
        where(statement, change.table(), change.present());
        return statement;
    }

    private RowStatement update(RowChange change) {
        RowStatement statement =
                new RowStatement().sql("UPDATE " + change.table().name() + " SET ");
        String separator = "";
        for (RowColumn column : change.table().stored()) {
            @Nullable RowValue value = change.old().get(column.name());
            if (value != null) {
                statement.sql(separator + dialect.quoted(column.name()) + " = ");
                value(statement, change.table(), column, value.text());
                separator = ", ";
            }
        }
        where(statement, change.table(), change.present());
        return statement;
    }

    private RowStatement insert(RowChange change) {
        List<RowColumn> columns = change.table().stored();
        RowStatement statement = new RowStatement()
                .sql("INSERT INTO " + change.table().name() + " ("
                        + String.join(
                                ", ",
                                columns.stream()
                                        .map(column -> dialect.quoted(column.name()))
                                        .toList())
                        + ")" + dialect.overriding() + " VALUES (");
        String separator = "";
        for (RowColumn column : columns) {
            statement.sql(separator);
            value(
                    statement,
                    change.table(),
                    column,
                    Objects.requireNonNull(change.old().get(column.name())).text());
            separator = ", ";
        }
        return statement.sql(")");
    }

    /**
     * Returns the query of a row: for each compared column the present value, and then the expected one.
     *
     * @param columns the columns to compare
     * @param expected the expected values
     * @param locks whether the row is locked
     */
    RowStatement comparing(
            UndoTable table, RowKey row, List<RowColumn> columns, Map<String, RowValue> expected, boolean locks) {
        RowStatement statement = new RowStatement().sql("SELECT ");
        for (RowColumn column : columns) {
            @Nullable
            String text = Objects.requireNonNull(expected.get(column.name())).text();
            statement.sql(dialect.present(column) + ", ");
            if (text == null) {
                statement.sql("NULL, ");
            } else {
                dialect.expected(statement, table.captured(), column, text);
                statement.sql(", ");
            }
        }
        statement.sql("1 FROM " + table.name() + " WHERE ");
        condition(statement, table, row);
        return statement.sql(dialect.oneRow() + (locks ? " FOR UPDATE" : ""));
    }

    /** Returns the query of a row that follows another row by a foreign key. Null if no row can follow. */
    @Nullable
    RowStatement following(Cascade cascade, UndoTable table, RowChange change) {
        RowStatement statement = new RowStatement().sql("SELECT 1 FROM " + cascade.name() + " WHERE ");
        String separator = "";
        for (Map.Entry<String, String> pair : cascade.columns().entrySet()) {
            @Nullable RowColumn column = table.column(pair.getKey());
            @Nullable RowValue value = change.now().get(pair.getKey());
            if (column == null || value == null || value.text() == null) {
                return null;
            }
            statement.sql(separator + dialect.quoted(pair.getValue()) + " = ");
            dialect.value(statement, table.captured(), column, value.text());
            separator = " AND ";
        }
        return statement.sql(dialect.oneRow());
    }

    private void value(RowStatement statement, UndoTable table, RowColumn column, @Nullable String text) {
        if (text == null) {
            statement.sql("NULL");
        } else {
            dialect.value(statement, table.captured(), column, text);
        }
    }

    private void where(RowStatement statement, UndoTable table, RowKey row) {
        if (table.isNamedByAllColumns()) {
            dialect.whereOne(statement, table.name(), condition -> condition(condition, table, row));
        } else {
            statement.sql(" WHERE ");
            condition(statement, table, row);
        }
    }

    private void condition(RowStatement statement, UndoTable table, RowKey row) {
        List<RowColumn> key = table.key();
        for (int i = 0; i < key.size(); i++) {
            RowColumn column = key.get(i);
            @Nullable String part = row.parts().get(i);
            statement.sql(i == 0 ? "" : " AND ");
            if (part == null) {
                statement.sql(dialect.quoted(column.name()) + " IS NULL");
            } else if (table.isNamedByAllColumns()) {
                dialect.matches(statement, table.captured(), column, part);
            } else {
                statement.sql(dialect.quoted(column.name()) + " = ");
                dialect.value(statement, table.captured(), column, part);
            }
        }
    }
}
