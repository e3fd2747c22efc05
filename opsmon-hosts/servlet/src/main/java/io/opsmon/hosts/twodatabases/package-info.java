/** An application with two databases, one migrated by Flyway, the other by Liquibase. */
@NullMarked
package io.opsmon.hosts.twodatabases;

import org.jspecify.annotations.NullMarked;
