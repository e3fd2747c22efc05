/** Logins of hosts with Sa-Token. */
@NullMarked
package io.opsmon.loginlog.satoken;

import org.jspecify.annotations.NullMarked;
