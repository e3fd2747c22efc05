package io.opsmon.log;

import io.opsmon.recording.RecordedEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * Position of an entry in a list by time, ascending or descending; stable while entries are added.
 *
 * @param occurredAt the time of the entry
 * @param id the id of the entry
 * @since 0.1
 */
public record LogCursor(Instant occurredAt, UUID id) {

    /**
     * Descending order of lists. Ids are compared unsigned, as databases do; {@link UUID#compareTo} compares signed
     * halves.
     */
    public static final Comparator<LogCursor> NEWEST_FIRST = Comparator.comparing(LogCursor::occurredAt)
            .thenComparing(LogCursor::id, LogCursor::compareUnsigned)
            .reversed();

    /**
     * Creates the position of an entry, after which the next page starts.
     *
     * @param entry the last entry of a page
     * @return the cursor
     */
    public static LogCursor after(RecordedEntry entry) {
        return new LogCursor(entry.occurredAt(), entry.id());
    }

    private static int compareUnsigned(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
