package io.opsmon.log.internal;

import io.opsmon.log.Outcome;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operation that opsmon performed for an operator, published as an application event. The event is published on the
 * operator's thread, or at the end of the operation on the thread that performed it. The operation log records the
 * event, if the host has one; host listeners receive it too.
 *
 * @param action the kind of operation, {@code KICK} for example
 * @param description a description of the operation, in English
 * @param resourceType the type of the affected resource, or null
 * @param resourceId the identifier of the affected resource, or null
 * @param extra further attributes
 * @param completion the end of a long-running operation; null for an operation that has just succeeded
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
     * End of an operation that ran on a separate thread.
     *
     * @param operator the user who started the operation; null to use the user of the current thread, if any
     * @param outcome the outcome
     * @param duration the time from the start of the operation to its end; zero if unknown
     * @param problem the reason of a failure; null without one
     */
    public record Completion(
            @Nullable String operator,
            Outcome outcome,
            Duration duration,
            @Nullable String problem) {}

    /**
     * Creates an operation that has just succeeded.
     *
     * @param action the kind of operation
     * @param description a description of the operation
     * @param resourceType the type of the affected resource, or null
     * @param resourceId the identifier of the affected resource, or null
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
     * Creates an operation without a resource.
     *
     * @param action the kind of operation
     * @param description a description of the operation
     * @return the operation
     */
    public static AdministrativeOperation of(String action, String description) {
        return new AdministrativeOperation(action, description, null, null, Map.of());
    }
}
