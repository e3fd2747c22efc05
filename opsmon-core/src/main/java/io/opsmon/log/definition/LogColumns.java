package io.opsmon.log.definition;

import static java.util.Objects.requireNonNull;

import io.opsmon.recording.RecordedEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the columns of a log in the order of inserts, lines and hashes. The first columns are the id and the time.
 * Not thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogColumns<E extends RecordedEntry> {

    private final List<LogColumn<E, ?>> columns = new ArrayList<>();
    private final LogColumn<E, UUID> id;
    private final LogColumn<E, Instant> occurredAt;

    /** Creates the list with the columns that every log has. */
    public LogColumns() {
        this(ColumnType.ID, "occurred_at", "occurredAt");
    }

    /**
     * Creates the list with another type of ids and another name of the time.
     *
     * @param ids the type of the column {@code id}
     * @param time the name of the column with the time
     * @param member the member with the time in lines of JSON
     */
    public LogColumns(ColumnType<UUID> ids, String time, String member) {
        this.id = add("id", "id", ids, Content.FACT, RecordedEntry::id);
        this.occurredAt = add(time, member, ColumnType.INSTANT, Content.FACT, RecordedEntry::occurredAt);
    }

    /**
     * Returns the column of the id.
     *
     * @return the first column
     */
    public LogColumn<E, UUID> id() {
        return id;
    }

    /**
     * Returns the column of the time.
     *
     * @return the second column
     */
    public LogColumn<E, Instant> occurredAt() {
        return occurredAt;
    }

    /**
     * Adds a stored column.
     *
     * @param name the name of the column in lower case
     * @param path the member in lines of JSON; {@code object.member} for a member of an object
     * @param type the type
     * @param content the content with regard to personal data
     * @param value returns the value of an entry; null for none
     * @param <V> the type of the value
     * @return the column
     */
    public <V> LogColumn<E, V> add(
            String name, String path, ColumnType<V> type, Content content, Function<E, @Nullable V> value) {
        return add(LogColumn.of(columns.size(), name, path, type, content, value));
    }

    /**
     * Adds a stored column whose values in lines and hashes differ from the stored value.
     *
     * @param name the name of the column in lower case
     * @param path the member in lines of JSON
     * @param type the type
     * @param content the content with regard to personal data
     * @param value returns the stored value of an entry
     * @param inLines returns the value in lines
     * @param inHashes returns the value in hashes
     * @param <V> the type of the value
     * @return the column
     */
    public <V> LogColumn<E, V> add(
            String name,
            String path,
            ColumnType<V> type,
            Content content,
            Function<E, @Nullable V> value,
            Function<E, @Nullable V> inLines,
            Function<E, @Nullable V> inHashes) {
        return add(LogColumn.of(columns.size(), name, path, type, content, value)
                .inLines(inLines)
                .inHashes(inHashes));
    }

    /**
     * Adds a value that lines of JSON have and stores do not have, for example until another value is derived from it.
     *
     * @param path the member in lines of JSON
     * @param type the type
     * @param value returns the value of an entry; null for none
     * @param <V> the type of the value
     * @return the column, which is not stored and not hashed
     */
    public <V> LogColumn<E, V> addTransient(String path, ColumnType<V> type, Function<E, @Nullable V> value) {
        return add(LogColumn.of(columns.size(), null, path, type, Content.IDENTIFYING, value));
    }

    /**
     * Adds the presence of an object in lines of JSON. The object is written even if none of its members has a value.
     *
     * @param object the member
     * @param isPresent returns whether the entry has the object
     * @return the column, which is not stored and not hashed
     */
    public LogColumn<E, Boolean> addPresence(String object, Predicate<E> isPresent) {
        return add(LogColumn.of(
                columns.size(),
                null,
                object + ".",
                ColumnType.PRESENCE,
                Content.IDENTIFYING,
                entry -> isPresent.test(entry) ? Boolean.TRUE : null));
    }

    private <V> LogColumn<E, V> add(LogColumn<E, V> column) {
        columns.add(requireNonNull(column));
        return column;
    }

    List<LogColumn<E, ?>> all() {
        return List.copyOf(columns);
    }
}
