package io.opsmon.log.internal;

import io.opsmon.log.FieldValues;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.ValueCount;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the values of a field for repositories. Not thread-safe.
 *
 * @since 0.1
 */
public final class FieldValuesBuilder {

    private final List<ValueCount> values = new ArrayList<>();
    private long entries;

    /** Creates a builder without values. */
    public FieldValuesBuilder() {}

    /**
     * Adds a value.
     *
     * @param value the value, added once
     * @param counted the number of counted entries with the value
     * @param events the number of events in these entries
     * @param failed the number of failures among the events
     */
    public void add(String value, long counted, long events, long failed) {
        entries += counted;
        values.add(new ValueCount(value, events, failed));
    }

    /**
     * Builds the result.
     *
     * @return the most frequent values
     */
    public FieldValues build() {
        return new FieldValues(
                values.stream()
                        .sorted(LogStatisticsBuilder.MOST_FIRST)
                        .limit(LogStatistics.TOP)
                        .toList(),
                new LogPage.Total(entries, entries < LogPage.Total.BOUND));
    }
}
