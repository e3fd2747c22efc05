/** Extends reactive Spring Security, which publishes no events. */
@NullMarked
package io.opsmon.boot.security;

import org.jspecify.annotations.NullMarked;
