package io.opsmon.log.definition;

import io.opsmon.chain.CanonicalForm;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Column of a log: its name, its type, and its value in an entry. Immutable.
 *
 * @param <E> the kind of entry
 * @param <V> the type of the value
 * @since 0.1
 */
public final class LogColumn<E, V> {

    private final int index;
    private final @Nullable String name;
    private final @Nullable String object;
    private final String member;
    private final ColumnType<V> type;
    private final Content content;
    private final Function<E, @Nullable V> value;
    private final Function<E, @Nullable V> inLines;
    private final Function<E, @Nullable V> inHashes;

    private LogColumn(
            int index,
            @Nullable String name,
            @Nullable String object,
            String member,
            ColumnType<V> type,
            Content content,
            Function<E, @Nullable V> value,
            Function<E, @Nullable V> inLines,
            Function<E, @Nullable V> inHashes) {
        this.index = index;
        this.name = name;
        this.object = object;
        this.member = member;
        this.type = type;
        this.content = content;
        this.value = value;
        this.inLines = inLines;
        this.inHashes = inHashes;
    }

    /** Creates a column; the path of its member is {@code member} or {@code object.member}. */
    static <E, V> LogColumn<E, V> of(
            int index,
            @Nullable String name,
            String path,
            ColumnType<V> type,
            Content content,
            Function<E, @Nullable V> value) {
        int dot = path.indexOf('.');
        return new LogColumn<>(
                index,
                name,
                dot < 0 ? null : path.substring(0, dot),
                path.substring(dot + 1),
                type,
                content,
                value,
                value,
                value);
    }

    /**
     * Creates a column whose value in lines of JSON differs from the stored value.
     *
     * @param other returns the value in lines
     * @return the column
     */
    LogColumn<E, V> inLines(Function<E, @Nullable V> other) {
        return new LogColumn<>(index, name, object, member, type, content, value, other, inHashes);
    }

    /**
     * Creates a column whose value in hashes differs from the stored value.
     *
     * @param other returns the value in hashes
     * @return the column
     */
    LogColumn<E, V> inHashes(Function<E, @Nullable V> other) {
        return new LogColumn<>(index, name, object, member, type, content, value, inLines, other);
    }

    int index() {
        return index;
    }

    @Nullable
    String object() {
        return object;
    }

    String member() {
        return member;
    }

    /** Returns the path of the member in a line. */
    String path() {
        return object == null ? member : object + "." + member;
    }

    /**
     * Returns whether a store has this column. Other columns are only in lines of JSON.
     *
     * @return true if the column is in the table
     */
    public boolean isStored() {
        return name != null;
    }

    /**
     * Returns the name of the column.
     *
     * @return the name in lower case
     * @throws IllegalStateException if the column is not stored
     */
    public String name() {
        if (name == null) {
            throw new IllegalStateException("The member \"" + path() + "\" is not stored");
        }
        return name;
    }

    /**
     * Returns the type of the column.
     *
     * @return the type
     */
    public ColumnType<V> type() {
        return type;
    }

    /**
     * Returns the content of the column with regard to personal data.
     *
     * @return the content
     */
    public Content content() {
        return content;
    }

    /**
     * Returns the value of an entry.
     *
     * @param entry the entry
     * @return the value; null for none
     */
    public @Nullable V of(E entry) {
        return value.apply(entry);
    }

    /**
     * Returns the value of an entry for a store.
     *
     * @param entry the entry
     * @return an object of the {@link ColumnType#kind() kind} of the type; null for none
     */
    public @Nullable Object stored(E entry) {
        @Nullable V found = value.apply(entry);
        return found == null ? null : type.toStored(found);
    }

    /**
     * Returns the value of an entry for a cell of an exported table.
     *
     * @param entry the entry
     * @return the content of the cell; null for an empty cell
     */
    public @Nullable Object cell(E entry) {
        @Nullable V found = value.apply(entry);
        return found == null ? null : type.toCell(found);
    }

    @Nullable
    Object line(E entry) {
        @Nullable V found = inLines.apply(entry);
        return found == null ? null : type.toLine(found);
    }

    void hash(E entry, CanonicalForm out) {
        type.hash(inHashes.apply(entry), out);
    }

    @Override
    public String toString() {
        return name == null ? path() : name;
    }
}
