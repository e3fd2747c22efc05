package io.opsmon.log.internal.jdbc;

import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Table with columns and their values for one kind of row. Immutable.
 *
 * @param name the name of the table
 * @param columns the columns in the order of inserts
 * @param names the names of the columns for a statement, separated by commas
 * @param <E> the kind of row
 */
record LogTable<E>(String name, List<TableColumn<E>> columns, String names) {

    LogTable(String name, List<TableColumn<E>> columns) {
        this(name, List.copyOf(columns), columns.stream().map(TableColumn::name).collect(Collectors.joining(", ")));
    }

    /** Number of columns of the position in the chain, at the end of every table of a log. */
    static final int CHAIN_COLUMNS = 6;

    /** Returns the table of a log. */
    static <E extends RecordedEntry> LogTable<E> of(LogDefinition<E> definition) {
        return new LogTable<>(
                definition.table(),
                definition.columns().stream().map(LogTable::column).toList());
    }

    /** Returns a column of a log. PostgreSQL requires the JDBC type of null values. */
    static <E> TableColumn<E> column(LogColumn<E, ?> column) {
        int nullType = switch (column.type().kind()) {
            case TEXT -> Types.VARCHAR;
            case LONG -> Types.BIGINT;
            case INTEGER -> Types.INTEGER;
            case DOUBLE -> Types.DOUBLE;
            case UUID, JSON -> Types.OTHER;
            case NUMBER -> Types.NUMERIC;
            case INSTANT -> Types.TIMESTAMP_WITH_TIMEZONE;
            case HASH -> Types.BINARY;
        };
        return new TableColumn<>(column.name(), nullType, column::stored);
    }
}
