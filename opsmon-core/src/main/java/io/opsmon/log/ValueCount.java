package io.opsmon.log;

/**
 * How often a value occurs.
 *
 * @param value the value
 * @param count entries with it
 * @param failures how many of them failed
 * @since 0.1
 */
public record ValueCount(String value, long count, long failures) {}
