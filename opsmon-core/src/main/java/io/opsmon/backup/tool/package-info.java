/**
 * Programs of a database, {@code pg_dump} for example: found, asked for their version, and run without a shell, without
 * secrets on their command line, and without a trace of them when they fail.
 */
@NullMarked
package io.opsmon.backup.tool;

import org.jspecify.annotations.NullMarked;
