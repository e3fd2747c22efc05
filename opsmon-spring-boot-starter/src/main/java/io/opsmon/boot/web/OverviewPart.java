package io.opsmon.boot.web;

import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What a capability has to say in {@code GET /overview}; its bean adds it.
 *
 * @param name its member of the answer, {@code operations} for example
 * @param permission what the caller needs to see it
 * @param reader reads it anew each time, for a reader of a language; may throw what a handler of the API may
 * @since 0.1
 */
public record OverviewPart(String name, String permission, Function<Locale, JsonNode> reader) {}
