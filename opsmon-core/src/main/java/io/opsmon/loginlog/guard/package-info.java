/**
 * Locks sign-in after too many failures: {@link io.opsmon.loginlog.guard.AttemptGuard} decides, an
 * {@link io.opsmon.loginlog.guard.AttemptStore} stores attempts in memory, in the database or in Redis.
 */
@NullMarked
package io.opsmon.loginlog.guard;

import org.jspecify.annotations.NullMarked;
