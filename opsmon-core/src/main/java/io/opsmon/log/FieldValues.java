package io.opsmon.log;

import java.util.List;

/**
 * Values of one field in the entries that match a filter, with their counts. Counted are the newest matching entries,
 * at most {@value LogPage.Total#BOUND}, so that every log answers quickly. An entry that stands for several events
 * counts with their number.
 *
 * @param values the most frequent values first, at most {@value LogStatistics#TOP}
 * @param counted the number of counted entries; not exact if older matching entries are not counted
 * @since 0.1
 */
public record FieldValues(List<ValueCount> values, LogPage.Total counted) {}
