/**
 * Dumps of PostgreSQL without its programs: definitions from the system catalog and rows by {@code COPY}, as a script
 * that {@code psql} can run, too.
 */
@NullMarked
package io.opsmon.backup.internal.postgres.script;

import org.jspecify.annotations.NullMarked;
