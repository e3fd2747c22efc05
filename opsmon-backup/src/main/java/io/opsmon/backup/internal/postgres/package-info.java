/** Runner for PostgreSQL, with {@code pg_dump} and {@code pg_restore} or the driver. */
@NullMarked
package io.opsmon.backup.internal.postgres;

import org.jspecify.annotations.NullMarked;
