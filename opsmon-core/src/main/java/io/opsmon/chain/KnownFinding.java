package io.opsmon.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finding that was reported by sealing, retention or verification, with its acknowledgement.
 *
 * @param finding the finding
 * @param foundAt the time of the first report, in microseconds
 * @param acknowledgement the acknowledgement; null while the finding is open
 * @since 0.1
 */
public record KnownFinding(
        Finding finding, Instant foundAt, @Nullable Acknowledgement acknowledgement) {

    /**
     * Signed statement of an operator that a finding is known and explained.
     *
     * @param at the time, in microseconds
     * @param by the operator
     * @param reason the explanation
     * @since 0.1
     */
    public record Acknowledgement(Instant at, String by, String reason) {}

    /**
     * Returns whether the finding has not been acknowledged.
     *
     * @return true if the finding is open
     */
    public boolean isOpen() {
        return acknowledgement == null;
    }
}
