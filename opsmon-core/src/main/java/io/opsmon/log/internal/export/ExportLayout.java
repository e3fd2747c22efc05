package io.opsmon.log.internal.export;

import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The layout of an exported table.
 *
 * @param title the title of a sheet
 * @param columns the columns
 * @param line writes an element as one line of JSON
 * @param <E> the kind of element
 * @since 0.1
 */
public record ExportLayout<E>(String title, List<Column<E>> columns, Function<E, byte[]> line) {

    /** Copies the columns. */
    public ExportLayout {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param header the header
     * @param cell returns the content of a cell; texts may contain anything, other values need no protection
     * @param isWide whether the column contains sentences
     * @param <E> the kind of element
     * @since 0.1
     */
    public record Column<E>(String header, Function<E, @Nullable Object> cell, boolean isWide) {}

    /**
     * Returns the layout of a log.
     *
     * @param definition the log
     * @param <E> the kind of entry
     * @return the layout
     */
    public static <E extends RecordedEntry> ExportLayout<E> of(LogDefinition<E> definition) {
        return new ExportLayout<>(
                definition.title(),
                definition.exported().stream()
                        .map(each -> new Column<E>(each.header(), each.column()::cell, each.isWide()))
                        .toList(),
                definition.codec()::encode);
    }
}
