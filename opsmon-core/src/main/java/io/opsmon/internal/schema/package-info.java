/**
 * Migration of opsmon's tables: a separate Liquibase run with its own changelog and lock tables, independent of
 * migrations of the host.
 */
@NullMarked
package io.opsmon.internal.schema;

import org.jspecify.annotations.NullMarked;
