/** Backups in a Spring Boot application: which databases, when, who may, and how they are. */
@NullMarked
package io.opsmon.boot.backup;

import org.jspecify.annotations.NullMarked;
