/** Sessions of Spring Security: begin, use, termination and limits. */
@NullMarked
package io.opsmon.onlineuser.internal.security;

import org.jspecify.annotations.NullMarked;
