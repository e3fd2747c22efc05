package io.opsmon.log;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Order to keep entries regardless of their age. Immutable.
 *
 * @param number 1 for the first hold of the log, then without gaps
 * @param filter the held entries by the names of the log's filters; empty for all entries
 * @param reason the reason, such as the name of a proceeding
 * @param madeAt the time of the order, in microseconds
 * @param madeBy the operator
 * @param lifted the end of the hold; null while the hold is in force
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
     * End of a hold.
     *
     * @param at the time, in microseconds
     * @param by the operator
     * @param reason the reason
     * @since 0.1
     */
    public record Lifting(Instant at, String by, String reason) {}

    /**
     * Returns whether the hold is in force.
     *
     * @return false if the hold is lifted
     */
    public boolean isActive() {
        return lifted == null;
    }
}
