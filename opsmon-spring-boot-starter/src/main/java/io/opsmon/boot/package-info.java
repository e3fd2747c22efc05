/**
 * opsmon in Spring Boot: one package for each capability, {@code web} for the frame of the REST API and the console,
 * {@code database} for where the tables are.
 */
@NullMarked
package io.opsmon.boot;

import org.jspecify.annotations.NullMarked;
