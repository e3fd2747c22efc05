/** Adapts the routes to Spring WebFlux. */
@NullMarked
package io.opsmon.boot.web.reactive;

import org.jspecify.annotations.NullMarked;
