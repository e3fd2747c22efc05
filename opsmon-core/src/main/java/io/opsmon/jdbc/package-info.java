/** Differences between databases that opsmon's tables depend on, and the interface to support another database. */
@NullMarked
package io.opsmon.jdbc;

import org.jspecify.annotations.NullMarked;
