package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * What was operated on.
 *
 * @param type the kind of thing, at most 100 characters
 * @param id which one, at most 200 characters
 * @since 0.1
 */
public record Resource(@Nullable String type, @Nullable String id) {}
