/** Stores of failed sign-in attempts: in memory, in the database and in Redis. */
@NullMarked
package io.opsmon.loginlog.internal.guard;

import org.jspecify.annotations.NullMarked;
