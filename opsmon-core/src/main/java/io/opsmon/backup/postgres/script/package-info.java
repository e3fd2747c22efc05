/**
 * Dumps of PostgreSQL that need none of its programs: definitions out of its catalogue, and rows by {@code COPY}, as a
 * script that {@code psql} can run, too.
 */
@NullMarked
package io.opsmon.backup.postgres.script;

import org.jspecify.annotations.NullMarked;
