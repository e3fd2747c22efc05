package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The reason for the failure of an operation.
 *
 * @param type the class name of the exception; for an answer that reports a failure, the field and its value, such as
 *     {@code code=500}
 * @param message the message of the exception with sensitive values masked, at most 2,000 characters
 * @param stackTrace the trimmed stack trace
 * @since 0.1
 */
public record Failure(
        String type, @Nullable String message, @Nullable String stackTrace) {}
