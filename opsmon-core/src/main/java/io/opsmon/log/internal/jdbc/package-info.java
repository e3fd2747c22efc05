/**
 * Logs in a relational database. A log describes its table by a {@link io.opsmon.log.internal.jdbc.LogLayout}, which
 * the shared store, chains, retention and import use. Each supported database has a
 * {@link io.opsmon.log.internal.jdbc.Dialect}.
 */
@NullMarked
package io.opsmon.log.internal.jdbc;

import org.jspecify.annotations.NullMarked;
