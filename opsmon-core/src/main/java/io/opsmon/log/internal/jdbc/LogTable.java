package io.opsmon.log.internal.jdbc;

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
record LogTable<E>(String name, List<LogColumn<E>> columns, String names) {

    LogTable(String name, List<LogColumn<E>> columns) {
        this(name, List.copyOf(columns), columns.stream().map(LogColumn::name).collect(Collectors.joining(", ")));
    }
}
