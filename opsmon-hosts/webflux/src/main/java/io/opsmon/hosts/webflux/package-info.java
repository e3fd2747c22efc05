/** A reactive application with a form login. */
@NullMarked
package io.opsmon.hosts.webflux;

import org.jspecify.annotations.NullMarked;
