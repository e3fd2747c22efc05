package io.opsmon.log;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order to keep entries, whatever their age. Immutable.
 *
 * @param number 1 for the log's first hold, then without gaps
 * @param filter the held entries by the names of the log's filters; empty for all entries
 * @param reason the reason, such as the name of a proceeding
 * @param madeAt the time of the order, in microseconds
 * @param madeBy the operator
 * @param lifted the end of the hold; null while it is in force
 * @since 0.1
 */
public record LegalHold(
        long number,
        Map<String, String> filter,
        String reason,
        Instant madeAt,
        String madeBy,
        @Nullable Lifting lifted) {

    /**
     * The end of a hold.
     *
     * @param at the time, in microseconds
     * @param by the operator
     * @param reason the reason
     * @since 0.1
     */
    public record Lifting(Instant at, String by, String reason) {}

    /**
     * Whether the hold is in force.
     *
     * @return false once it is lifted
     */
    public boolean isActive() {
        return lifted == null;
    }
}
