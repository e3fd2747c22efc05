package io.opsmon.datachange.internal;

/**
 * A column of a table with triggers.
 *
 * @param name the name
 * @param type the type, in the notation of the {@link RowDialect}
 * @param isGenerated whether the database computes the values
 * @since 0.1
 */
public record RowColumn(String name, String type, boolean isGenerated) {}
