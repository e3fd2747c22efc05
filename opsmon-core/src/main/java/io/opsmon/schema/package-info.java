/**
 * opsmon's own tables: migrated by its own Liquibase run, with its own changelog and lock tables, beside whatever a
 * host uses for its own.
 */
@NullMarked
package io.opsmon.schema;

import org.jspecify.annotations.NullMarked;
