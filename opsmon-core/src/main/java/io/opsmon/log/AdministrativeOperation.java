package io.opsmon.log;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that opsmon itself did for an operator, published as an application event on the operator's thread, or at
 * its end on the thread that did it. The operation log records it, if the host has one; a host may listen too.
 *
 * @param action the kind of operation, {@code KICK} for example
 * @param description a description of the operation, in English
 * @param resourceType the kind of thing it was done to, or null
 * @param resourceId the identifier of the resource, or null
 * @param extra further attributes
 * @param completion the end of an operation that took a while; null for an operation that has just succeeded
 * @since 0.1
 */
public record AdministrativeOperation(
        String action,
        String description,
        @Nullable String resourceType,
        @Nullable String resourceId,
        Map<String, String> extra,
        @Nullable Completion completion) {

    /**
     * The end of an operation that ran on a thread of its own.
     *
     * @param operator the user who began it; null if the thread tells, or nobody did
     * @param outcome the outcome
     * @param duration the time from its beginning to its end; zero if it is unknown
     * @param problem the reason of a failure; null without one
     */
    public record Completion(
            @Nullable String operator,
            Outcome outcome,
            Duration duration,
            @Nullable String problem) {}

    /**
     * An operation that has just succeeded.
     *
     * @param action the kind of operation
     * @param description a description of the operation
     * @param resourceType the kind of thing it was done to, or null
     * @param resourceId the identifier of the resource, or null
     * @param extra further attributes
     */
    public AdministrativeOperation(
            String action,
            String description,
            @Nullable String resourceType,
            @Nullable String resourceId,
            Map<String, String> extra) {
        this(action, description, resourceType, resourceId, extra, null);
    }

    /**
     * An operation on nothing in particular.
     *
     * @param action the kind of operation
     * @param description a description of the operation
     * @return the operation
     */
    public static AdministrativeOperation of(String action, String description) {
        return new AdministrativeOperation(action, description, null, null, Map.of());
    }
}
