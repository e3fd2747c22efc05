/**
 * Spring Security's events as login logs ({@link io.opsmon.loginlog.security.SecurityEvents}), and the guard in front
 * of its providers ({@link io.opsmon.loginlog.security.GuardInterceptor}).
 */
@NullMarked
package io.opsmon.loginlog.security;

import org.jspecify.annotations.NullMarked;
