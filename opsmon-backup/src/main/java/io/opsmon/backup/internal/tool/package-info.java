/**
 * Finds the programs of a database, for example {@code pg_dump}, and checks their version. Programs run without a shell
 * and without secrets on the command line. A failed program leaves no process behind.
 */
@NullMarked
package io.opsmon.backup.internal.tool;

import org.jspecify.annotations.NullMarked;
