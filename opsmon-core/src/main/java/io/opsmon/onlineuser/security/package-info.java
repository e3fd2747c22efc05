/**
 * Online users with Spring Security: {@link io.opsmon.onlineuser.internal.security.OnlineEvents} registers sign-ins,
 * {@link io.opsmon.onlineuser.internal.security.OnlineInterceptor} refuses kicked tokens.
 */
@NullMarked
package io.opsmon.onlineuser.security;

import org.jspecify.annotations.NullMarked;
