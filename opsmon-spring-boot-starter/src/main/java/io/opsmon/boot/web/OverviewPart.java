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
 * @since 0.1
 */
public record OverviewPart(String name, String permission, Function<Locale, JsonNode> reader) {}
