package io.opsmon.log;

/**
 * Number of entries with a value.
 *
 * @param value the value
 * @param count the number of entries
 * @param failures the number of failed entries among them
 * @since 0.1
 */
public record ValueCount(String value, long count, long failures) {}
