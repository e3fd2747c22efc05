package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Who did it.
 *
 * @param id the stable identifier, at most 100 characters
 * @param name the name to show, at most 200 characters, if known
 * @param tenant the tenant, at most 100 characters, in applications that have tenants
 * @since 0.1
 */
public record Operator(
        String id, @Nullable String name, @Nullable String tenant) {

    /**
     * An operator known by one name only.
     *
     * @param id the identifier, shown as the name too
     * @return the operator
     */
    public static Operator of(String id) {
        return new Operator(id, id, null);
    }
}
