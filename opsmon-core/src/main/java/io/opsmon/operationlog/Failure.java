package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Why an operation failed.
 *
 * @param type the class name of what was thrown
 * @param message its message with sensitive values masked, at most 2,000 characters
 * @param stackTrace its trimmed stack trace
 * @since 0.1
 */
public record Failure(
        String type, @Nullable String message, @Nullable String stackTrace) {}
