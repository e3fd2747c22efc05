package io.opsmon.log;

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
 * The newest entries of a log in memory: what the in-memory repositories do alike. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class InMemoryLog<E extends RecordedEntry> {

    private final int capacity;
    private final NavigableMap<LogCursor, E> ordered = new TreeMap<>(LogCursor.NEWEST_FIRST);
    private final Map<UUID, E> byId = new HashMap<>();

    /**
     * Makes an empty log.
     *
     * @param capacity the most entries to keep; the oldest leave first
     */
    public InMemoryLog(int capacity) {
        Assert.isTrue(capacity > 0, () -> "capacity must be positive, is " + capacity);
        this.capacity = capacity;
    }

    /**
     * Adds entries; an id that is there already is ignored.
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
     * @param id its id
     * @return the entry, if it is there
     */
    public synchronized Optional<E> findById(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Finds a page.
     *
     * @param query the page
     * @param filter the entries on it
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
     * All entries that pass, newest first.
     *
     * @param filter the entries
     * @return a copy
     */
    public synchronized List<E> all(Predicate<E> filter) {
        return ordered.values().stream().filter(filter).toList();
    }

    /**
     * Whether a filter lets a value through.
     *
     * @param wanted the filter; null for none
     * @param actual the value, or null
     * @return true if there is no filter, or it is equal to the value
     */
    public static boolean matches(@Nullable Object wanted, @Nullable Object actual) {
        return wanted == null || wanted.equals(actual);
    }

    /**
     * Whether a text contains a part, whatever the case.
     *
     * @param text the text, or null
     * @param part the part
     * @return false if there is no text
     */
    public static boolean contains(@Nullable String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
