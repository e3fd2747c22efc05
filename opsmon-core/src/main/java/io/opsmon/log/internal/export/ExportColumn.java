package io.opsmon.log.internal.export;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Column of an exported table.
 *
 * @param name the column header
 * @param isWide whether the column contains sentences
 * @param value returns the value of an entry; null for an empty cell
 * @param <E> the kind of entry
 * @since 0.1
 */
public record ExportColumn<E>(String name, boolean isWide, Function<E, @Nullable Object> value) {

    /**
     * Creates a column of normal width.
     *
     * @param name the column header
     * @param value returns the value of an entry; null for an empty cell
     */
    public ExportColumn(String name, Function<E, @Nullable Object> value) {
        this(name, false, value);
    }

    /**
     * Formats extra attributes as text, one attribute per line.
     *
     * @param extra the attributes by name
     * @return the text; null without attributes
     */
    public static @Nullable String lines(Map<String, String> extra) {
        return extra.isEmpty()
                ? null
                : extra.entrySet().stream()
                        .map(fact -> fact.getKey() + "=" + fact.getValue())
                        .collect(Collectors.joining("\n"));
    }
}
