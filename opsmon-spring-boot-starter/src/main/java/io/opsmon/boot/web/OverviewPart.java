package io.opsmon.boot.web;

import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Adds a capability's member to {@code GET /overview}, as a bean.
 *
 * @param name the member's name, for example {@code operations}
 * @param permission the permission that the caller needs
 * @param reader reads the member for each request, in the caller's language; may throw the exceptions of an API handler
 * @param isScoped whether the member shows only what the {@link io.opsmon.log.LogScope} lets the caller see
 * @since 0.1
 */
public record OverviewPart(String name, String permission, Function<Locale, JsonNode> reader, boolean isScoped) {

    /**
     * Creates a member that callers see who may see all entries.
     *
     * @param name the member's name
     * @param permission the permission that the caller needs
     * @param reader reads the member
     */
    public OverviewPart(String name, String permission, Function<Locale, JsonNode> reader) {
        this(name, permission, reader, false);
    }

    /**
     * Opens the member to callers who may not see all entries, because the reader respects the
     * {@link io.opsmon.log.LogScope}.
     *
     * @return the same member, scoped
     */
    public OverviewPart scoped() {
        return new OverviewPart(name, permission, reader, true);
    }
}
