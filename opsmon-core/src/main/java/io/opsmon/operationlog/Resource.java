package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The resource of an operation.
 *
 * @param type the type of the resource, at most 100 characters
 * @param id the identifier of the resource, at most 200 characters
 * @since 0.1
 */
public record Resource(@Nullable String type, @Nullable String id) {}
