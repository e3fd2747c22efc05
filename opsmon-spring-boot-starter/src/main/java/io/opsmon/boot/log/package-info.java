/**
 * What both logs have in Spring Boot: routes, meters and health of their recorders, chains, retention. A log tells what
 * is its own in a {@link io.opsmon.boot.log.LogResource}.
 */
@NullMarked
package io.opsmon.boot.log;

import org.jspecify.annotations.NullMarked;
