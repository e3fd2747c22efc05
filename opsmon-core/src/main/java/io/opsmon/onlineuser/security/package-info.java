/**
 * Who is online, as Spring Security knows it: {@link io.opsmon.onlineuser.security.OnlineEvents} hears of sign-ins,
 * {@link io.opsmon.onlineuser.security.OnlineInterceptor} refuses tokens that were kicked.
 */
@NullMarked
package io.opsmon.onlineuser.security;

import org.jspecify.annotations.NullMarked;
