/**
 * Login logs from Spring Security's events ({@link io.opsmon.loginlog.internal.security.SecurityEvents}), and the guard
 * before its providers ({@link io.opsmon.loginlog.internal.security.GuardInterceptor}).
 */
@NullMarked
package io.opsmon.loginlog.security;

import org.jspecify.annotations.NullMarked;
