package io.opsmon.log.export;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /**
     * Further facts as text, one a line.
     *
     * @param extra the facts by name
     * @return the text; null if there are none
     */
    public static @Nullable String lines(Map<String, String> extra) {
        return extra.isEmpty()
                ? null
                : extra.entrySet().stream()
                        .map(fact -> fact.getKey() + "=" + fact.getValue())
                        .collect(Collectors.joining("\n"));
    }
}
