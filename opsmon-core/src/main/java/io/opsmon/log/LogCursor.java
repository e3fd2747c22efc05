package io.opsmon.log;

import io.opsmon.recording.RecordedEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * The place of an entry in a list by time, whichever way it runs; stable while entries are added.
 *
 * @param occurredAt the entry's time
 * @param id the entry's id
 * @since 0.1
 */
public record LogCursor(Instant occurredAt, UUID id) {

    /** The order of every list, as databases compare: {@link UUID#compareTo} compares signed halves. */
    public static final Comparator<LogCursor> NEWEST_FIRST = Comparator.comparing(LogCursor::occurredAt)
            .thenComparing(LogCursor::id, LogCursor::compareUnsigned)
            .reversed();

    /**
     * The place behind an entry.
     *
     * @param entry the last entry of a page
     * @return its cursor
     */
    public static LogCursor after(RecordedEntry entry) {
        return new LogCursor(entry.occurredAt(), entry.id());
    }

    private static int compareUnsigned(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
