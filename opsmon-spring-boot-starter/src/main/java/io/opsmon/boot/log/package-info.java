/**
 * Parts that both logs share in Spring Boot: routes, meters and health of recorders, chains and retention. A
 * {@link io.opsmon.boot.log.LogResource} describes one log.
 */
@NullMarked
package io.opsmon.boot.log;

import org.jspecify.annotations.NullMarked;
