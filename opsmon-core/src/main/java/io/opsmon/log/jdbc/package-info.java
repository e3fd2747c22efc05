/**
 * Logs in a relational database. A log says what its table looks like ({@link io.opsmon.log.jdbc.LogLayout}) and gets a
 * store, chains, retention and imports for it; what differs between databases is one {@link io.opsmon.log.jdbc.Dialect}
 * each.
 */
@NullMarked
package io.opsmon.log.jdbc;

import org.jspecify.annotations.NullMarked;
