/** Logins of hosts with Sa-Token. */
@NullMarked
package io.opsmon.loginlog.internal.satoken;

import org.jspecify.annotations.NullMarked;
