package io.opsmon.log.export;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of an exported table.
 *
 * @param name its head
 * @param isWide whether it holds sentences
 * @param value its value; null for an empty cell
 * @param <E> the kind of entry
 * @since 0.1
 */
public record ExportColumn<E>(String name, boolean isWide, Function<E, @Nullable Object> value) {

    /**
     * Makes a column of ordinary width.
     *
     * @param name its head
     * @param value its value; null for an empty cell
     */
    public ExportColumn(String name, Function<E, @Nullable Object> value) {
        this(name, false, value);
    }
}
