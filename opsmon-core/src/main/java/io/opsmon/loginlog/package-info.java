/**
 * Login logs: who signed in or failed to, from where, and how sessions ended.
 *
 * <p>Spring Security's events come here by themselves ({@code security}); a host without it calls
 * {@link io.opsmon.loginlog.LoginLogRecorder}. Entries end up in a {@link io.opsmon.loginlog.LoginLogRepository}; on
 * the way, on the writer's thread and never on the request's, they get device, location and
 * {@link io.opsmon.loginlog.LoginRisk risk marks}.
 *
 * <p>Rooms: {@code jdbc} stores, {@code security} listens to Spring Security, {@code guard} locks out who guesses.
 */
@NullMarked
package io.opsmon.loginlog;

import org.jspecify.annotations.NullMarked;
