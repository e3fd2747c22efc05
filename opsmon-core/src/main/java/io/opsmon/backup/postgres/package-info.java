/** PostgreSQL, dumped and restored by its own {@code pg_dump} and {@code pg_restore}. */
@NullMarked
package io.opsmon.backup.postgres;

import org.jspecify.annotations.NullMarked;
