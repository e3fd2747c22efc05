/**
 * Logs in a relational database. Repository, chains, retention and import work from the
 * {@link io.opsmon.log.definition.LogDefinition} of a log. Each supported database has a
 * {@link io.opsmon.jdbc.DatabaseDialect}.
 */
@NullMarked
package io.opsmon.log.internal.jdbc;

import org.jspecify.annotations.NullMarked;
