package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The user who performed an operation.
 *
 * @param id the stable identifier, at most 100 characters
 * @param name the display name, at most 200 characters; null if unknown
 * @param tenant the tenant, at most 100 characters; null in applications without tenants
 * @since 0.1
 */
public record Operator(
        String id, @Nullable String name, @Nullable String tenant) {

    /**
     * Creates an operator whose display name is the identifier.
     *
     * @param id the identifier
     * @return the operator
     */
    public static Operator of(String id) {
        return new Operator(id, id, null);
    }
}
