package io.opsmon.log.internal;

import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogQuery;
import io.opsmon.recording.RecordedEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Newest entries of a log in memory, shared by the in-memory repositories. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class InMemoryLog<E extends RecordedEntry> {

    private final int capacity;
    private final NavigableMap<LogCursor, E> ordered = new TreeMap<>(LogCursor.NEWEST_FIRST);
    private final Map<UUID, E> byId = new HashMap<>();

    /**
     * Creates an empty log.
     *
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryLog(int capacity) {
        Assert.isTrue(capacity > 0, () -> "capacity must be positive, is " + capacity);
        this.capacity = capacity;
    }

    /**
     * Adds entries. An entry with a known id is ignored.
     *
     * @param entries the entries
     */
    public synchronized void saveAll(List<E> entries) {
        for (E entry : entries) {
            if (byId.putIfAbsent(entry.id(), entry) == null) {
                ordered.put(LogCursor.after(entry), entry);
            }
        }
        while (ordered.size() > capacity) {
            byId.remove(ordered.pollLastEntry().getValue().id());
        }
    }

    /**
     * Finds one entry.
     *
     * @param id the id of the entry
     * @return the entry; empty if the log does not contain it
     */
    public synchronized Optional<E> findById(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Finds a page.
     *
     * @param query the order, the position and the size of the page
     * @param filter the condition for entries
     * @return the page
     */
    public synchronized LogPage<E> find(LogQuery<?> query, Predicate<E> filter) {
        @Nullable LogCursor cursor = query.cursor();
        NavigableMap<LogCursor, E> sorted = query.sort() == LogQuery.Sort.NEWEST ? ordered : ordered.descendingMap();
        Stream<E> from = (cursor == null ? sorted : sorted.tailMap(cursor, false)).values().stream();
        List<E> found = from.filter(filter).limit(query.limit() + 1L).toList();
        long counted = ordered.values().stream()
                .filter(filter)
                .limit(LogPage.Total.BOUND + 1L)
                .count();
        return LogPage.of(found, query.limit(), counted);
    }

    /**
     * Returns all entries that match a filter, newest first.
     *
     * @param filter the condition for entries
     * @return a copy
     */
    public synchronized List<E> all(Predicate<E> filter) {
        return ordered.values().stream().filter(filter).toList();
    }

    /**
     * Tests a value for equality with an optional filter.
     *
     * @param wanted the filter; null for none
     * @param actual the value, or null
     * @return true if the filter is null or equal to the value
     */
    public static boolean matches(@Nullable Object wanted, @Nullable Object actual) {
        return wanted == null || wanted.equals(actual);
    }

    /**
     * Tests whether a text contains a part, ignoring case.
     *
     * @param text the text, or null
     * @param part the part
     * @return true if the text contains the part; false for null
     */
    public static boolean contains(@Nullable String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
