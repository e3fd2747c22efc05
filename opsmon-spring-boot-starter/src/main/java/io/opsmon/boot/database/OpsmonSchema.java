package io.opsmon.boot.database;

/**
 * Announces the tables of a capability that is on.
 *
 * @param changelog the name of its changelog in {@code io/opsmon/schema}, without suffix
 * @since 0.1
 */
public record OpsmonSchema(String changelog) {}
