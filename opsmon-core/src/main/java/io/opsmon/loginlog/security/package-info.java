/**
 * Login logs from Spring Security's events ({@link io.opsmon.loginlog.security.SecurityEvents}), and the guard before
 * its providers ({@link io.opsmon.loginlog.security.GuardInterceptor}).
 */
@NullMarked
package io.opsmon.loginlog.security;

import org.jspecify.annotations.NullMarked;
