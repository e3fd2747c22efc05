package io.opsmon.operationlog.http;

import io.opsmon.log.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an HTTP request without an annotated method.
 *
 * @param outcome the outcome
 * @param message the reason for a failure, stored with sensitive values masked; null if unknown
 * @since 0.1
 */
public record HttpOutcome(Outcome outcome, @Nullable String message) {

    /**
     * Creates a success.
     *
     * @return the outcome
     */
    public static HttpOutcome success() {
        return new HttpOutcome(Outcome.SUCCESS, null);
    }

    /**
     * Creates a failure.
     *
     * @param message the reason; null if unknown
     * @return the outcome
     */
    public static HttpOutcome failure(@Nullable String message) {
        return new HttpOutcome(Outcome.FAILURE, message);
    }
}
