/**
 * Runs the statements of a dump of PostgreSQL in one transaction. Optional statements fail alone, and are reported as
 * warnings.
 */
@NullMarked
package io.opsmon.backup.internal.postgres.restore;

import org.jspecify.annotations.NullMarked;
