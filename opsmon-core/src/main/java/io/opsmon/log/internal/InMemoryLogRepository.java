package io.opsmon.log.internal;

import io.opsmon.log.FieldValues;
import io.opsmon.log.LogCondition;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogRepository;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.ValueFilter;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.definition.LogDefinition.Count;
import io.opsmon.log.definition.LogDefinition.Counting;
import io.opsmon.recording.RecordedEntry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Repository of the newest entries of a log in memory, for tests and for hosts without a database. Thread-safe.
 *
 * @param <E> the kind of entry
 * @param <F> the filter of the log
 * @since 0.1
 */
public class InMemoryLogRepository<E extends RecordedEntry, F extends LogFilter<F>> implements LogRepository<E, F> {

    private final LogDefinition<E> definition;
    private final int capacity;

    /** Guarded by this. */
    private final NavigableMap<LogCursor, E> ordered = new TreeMap<>(LogCursor.NEWEST_FIRST);

    /** Guarded by this. */
    private final Map<UUID, E> byId = new HashMap<>();

    /**
     * Creates an empty repository.
     *
     * @param definition the definition of the log
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryLogRepository(LogDefinition<E> definition, int capacity) {
        Assert.isTrue(capacity > 0, () -> "capacity must be positive, is " + capacity);
        this.definition = definition;
        this.capacity = capacity;
    }

    @Override
    public final synchronized void saveAll(List<E> entries) {
        for (E entry : entries) {
            if (byId.putIfAbsent(entry.id(), entry) == null) {
                ordered.put(LogCursor.after(entry), entry);
            }
        }
        while (ordered.size() > capacity) {
            byId.remove(ordered.pollLastEntry().getValue().id());
        }
    }

    @Override
    public final synchronized Optional<E> findById(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public final synchronized LogPage<E> find(F filter, LogPageRequest page) {
        Predicate<E> matches = matches(filter);
        @Nullable LogCursor cursor = page.cursor();
        NavigableMap<LogCursor, E> sorted =
                page.sort() == LogPageRequest.Sort.NEWEST ? ordered : ordered.descendingMap();
        Stream<E> from = (cursor == null ? sorted : sorted.tailMap(cursor, false)).values().stream();
        List<E> found = from.filter(matches).limit(page.limit() + 1L).toList();
        boolean isAll = cursor == null && found.size() <= page.limit();
        return LogPage.of(found, page.limit(), page.counted() ? count(filter) : new LogPage.Total(found.size(), isAll));
    }

    @Override
    public final synchronized LogPage.Total count(F filter) {
        return LogPage.Total.of(ordered.values().stream()
                .filter(matches(filter))
                .limit(LogPage.Total.BOUND + 1L)
                .count());
    }

    @Override
    public final LogStatistics aggregate(F filter, Duration bucket) {
        Counting<E> counting = definition.counting();
        LogStatisticsBuilder statistics = new LogStatisticsBuilder(counting, bucket);
        for (E entry : all(filter)) {
            long events = events(entry);
            long failed = definition.isFailure(entry) ? events : 0;
            statistics.add(
                    Math.floorDiv(entry.occurredAt().getEpochSecond(), bucket.toSeconds()),
                    events,
                    failed,
                    counting.duration() == null ? 0 : number(counting.duration().stored(entry)));
            for (Count<E> count : counting.counts()) {
                statistics.count(count.name(), (String) count.column().stored(entry), events, failed);
            }
        }
        return statistics.build();
    }

    @Override
    public final FieldValues values(F filter, String field, String part) {
        LogColumn<E, ?> column = definition.field(field);
        String wanted = part.toLowerCase(Locale.ROOT);
        Map<String, List<E>> byValue = all(filter).stream()
                .filter(entry -> column.stored(entry) instanceof String value
                        && value.toLowerCase(Locale.ROOT).contains(wanted))
                .limit(LogPage.Total.BOUND)
                .collect(Collectors.groupingBy(entry -> (String) Objects.requireNonNull(column.stored(entry))));
        FieldValuesBuilder values = new FieldValuesBuilder();
        byValue.forEach((value, entries) -> values.add(
                value,
                entries.size(),
                entries.stream().mapToLong(this::events).sum(),
                entries.stream()
                        .filter(definition::isFailure)
                        .mapToLong(this::events)
                        .sum()));
        return values.build();
    }

    private long events(E entry) {
        @Nullable LogColumn<E, Long> weight = definition.counting().weight();
        return weight == null ? 1 : number(weight.stored(entry));
    }

    private static long number(@Nullable Object stored) {
        return stored == null ? 0 : (Long) stored;
    }

    /**
     * Returns the matching entries with the highest values of a column.
     *
     * @param filter the filter
     * @param column the name of a column of numbers
     * @param limit the maximum number of entries
     * @return the entries, the highest value first
     */
    protected final List<E> highest(F filter, String column, int limit) {
        return all(filter).stream()
                .sorted(Comparator.comparingLong(
                                (E entry) -> number(definition.column(column).stored(entry)))
                        .reversed())
                .limit(limit)
                .toList();
    }

    private synchronized List<E> all(F filter) {
        return ordered.values().stream().filter(matches(filter)).toList();
    }

    private Predicate<E> matches(F filter) {
        List<LogCondition> conditions = filter.conditions();
        return entry -> (filter.from() == null || !entry.occurredAt().isBefore(filter.from()))
                && (filter.to() == null || entry.occurredAt().isBefore(filter.to()))
                && conditions.stream().allMatch(condition -> matches(condition, entry));
    }

    private boolean matches(LogCondition condition, E entry) {
        if (condition instanceof LogCondition.In in) {
            return in.values().accepts((String) stored(in.column(), entry));
        }
        if (condition instanceof LogCondition.Name name) {
            return lowerCase(name.names()).accepts(lowerCase((String) stored(name.column(), entry)));
        }
        if (condition instanceof LogCondition.Attribute attribute) {
            return attribute
                    .values()
                    .accepts(
                            definition.column(attribute.column()).of(entry) instanceof Map<?, ?> attributes
                                    ? (String) attributes.get(attribute.name())
                                    : null);
        }
        if (condition instanceof LogCondition.AtLeast atLeast) {
            return stored(atLeast.column(), entry) instanceof Long number && number >= atLeast.minimum();
        }
        if (condition instanceof LogCondition.Member member) {
            return member.members()
                    .acceptsSet(
                            stored(member.column(), entry) instanceof String names
                                    ? Set.of(names.split(",", -1))
                                    : Set.of());
        }
        LogCondition.Containing containing = (LogCondition.Containing) condition;
        String part = containing.part().toLowerCase(Locale.ROOT);
        return containing.columns().stream()
                .anyMatch(column -> stored(column, entry) instanceof String text
                        && text.toLowerCase(Locale.ROOT).contains(part));
    }

    private static ValueFilter lowerCase(ValueFilter names) {
        return new ValueFilter(lowerCase(names.accepted()), lowerCase(names.excluded()));
    }

    private static Set<String> lowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static @Nullable String lowerCase(@Nullable String name) {
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }

    private @Nullable Object stored(String column, E entry) {
        return definition.column(column).stored(entry);
    }
}
