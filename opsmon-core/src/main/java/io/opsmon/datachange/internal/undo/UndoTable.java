package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of an undo.
 *
 * @param captured the table with its key
 * @param name the qualified and quoted name
 * @param columns the present columns
 * @param cascades the foreign keys of other tables that follow this table
 */
record UndoTable(CapturedTable captured, String name, List<RowColumn> columns, List<Cascade> cascades) {

    UndoTable {
        columns = List.copyOf(columns);
        cascades = List.copyOf(cascades);
    }

    /** Reads a table. Returns null if the table does not exist. */
    static @Nullable UndoTable read(Connection connection, RowDialect dialect, CapturedTable captured)
            throws SQLException {
        List<RowColumn> columns = dialect.columns(connection, captured);
        String name = dialect.quoted(captured.schema()) + "." + dialect.quoted(captured.table());
        return columns.isEmpty()
                ? null
                : new UndoTable(captured, name, columns, Cascade.of(connection, dialect, captured));
    }

    /** Returns the columns that a statement may set. */
    List<RowColumn> stored() {
        return columns.stream().filter(column -> !column.isGenerated()).toList();
    }

    @Nullable
    RowColumn column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns the columns of the key. */
    List<RowColumn> key() {
        List<RowColumn> key = new ArrayList<>();
        captured.key().forEach(name -> key.add(Objects.requireNonNull(column(name))));
        return key;
    }

    /** Returns whether the columns of the key exist. */
    boolean hasKey() {
        return captured.key().stream().allMatch(name -> column(name) != null);
    }

    /** Returns whether all columns name a row. Several rows may then be equal. */
    boolean isNamedByAllColumns() {
        return captured.key().size() == columns.size();
    }
}
