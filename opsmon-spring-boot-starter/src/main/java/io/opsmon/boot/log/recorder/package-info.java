/** Recorders in Spring Boot: start and stop, meters, health, and their state in the REST API. */
@NullMarked
package io.opsmon.boot.log.recorder;

import org.jspecify.annotations.NullMarked;
