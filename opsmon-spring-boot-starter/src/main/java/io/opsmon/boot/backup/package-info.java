/** Backups in a Spring Boot application: databases, schedules, permissions, meters and health. */
@NullMarked
package io.opsmon.boot.backup;

import org.jspecify.annotations.NullMarked;
