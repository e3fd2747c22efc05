package io.opsmon.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that opsmon itself did for an operator, published as an application event on the operator's thread. The operation log records it, if the host has one; a host may listen too.
 *
 * @param action the kind of operation, {@code KICK} for example
 * @param description what was done, in English
 * @param resourceType the kind of thing it was done to, or null
 * @param resourceId which one, or null
 * @param extra further attributes
 * @since 0.1
 */
public record AdministrativeOperation(
        String action,
        String description,
        @Nullable String resourceType,
        @Nullable String resourceId,
        Map<String, String> extra) {

    /**
     * An operation on nothing in particular.
     *
     * @param action the kind of operation
     * @param description what was done
     * @return the operation
     */
    public static AdministrativeOperation of(String action, String description) {
        return new AdministrativeOperation(action, description, null, null, Map.of());
    }
}
