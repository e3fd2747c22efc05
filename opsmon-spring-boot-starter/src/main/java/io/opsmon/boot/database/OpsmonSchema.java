package io.opsmon.boot.database;

import java.util.Set;

/**
 * Announces the tables of a capability that is on.
 *
 * @param changelog the name of its changelog in {@code io/opsmon/schema}, without suffix
 * @param options contexts of its optional changes
 * @since 0.1
 */
public record OpsmonSchema(String changelog, Set<String> options) {

    /**
     * Tables without options.
     *
     * @param changelog see {@link #changelog()}
     */
    public OpsmonSchema(String changelog) {
        this(changelog, Set.of());
    }
}
