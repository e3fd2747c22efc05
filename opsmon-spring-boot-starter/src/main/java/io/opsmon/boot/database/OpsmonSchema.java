package io.opsmon.boot.database;

import java.util.Set;

/**
 * Registers the tables of an enabled capability.
 *
 * @param changelog the name of the changelog in {@code io/opsmon/schema}, without suffix
 * @param options contexts of optional changes
 * @since 0.1
 */
public record OpsmonSchema(String changelog, Set<String> options) {

    /**
     * Registers tables without options.
     *
     * @param changelog the name of the changelog in {@code io/opsmon/schema}, without suffix
     */
    public OpsmonSchema(String changelog) {
        this(changelog, Set.of());
    }
}
