/**
 * Login logs: records sign-in attempts with their clients, sign-outs and ends of sessions.
 *
 * <p>Events of Spring Security are recorded automatically ({@code security}); a host without Spring Security calls
 * {@link io.opsmon.loginlog.LoginLogRecorder}. Entries are stored in a {@link io.opsmon.loginlog.LoginLogRepository}.
 * The writer's thread adds device, location and {@link io.opsmon.loginlog.LoginRisk risk marks}, never the request's
 * thread.
 *
 * <p>Packages: {@code jdbc} contains the store, {@code security} listens to Spring Security, {@code guard} locks
 * sign-in after too many failures. {@code satoken} and {@code shiro} listen to Sa-Token and Apache Shiro.
 */
@NullMarked
package io.opsmon.loginlog;

import org.jspecify.annotations.NullMarked;
