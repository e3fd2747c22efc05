/** Logins of hosts with Apache Shiro. */
@NullMarked
package io.opsmon.loginlog.internal.shiro;

import org.jspecify.annotations.NullMarked;
