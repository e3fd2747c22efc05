/** Logins of hosts with Apache Shiro. */
@NullMarked
package io.opsmon.loginlog.shiro;

import org.jspecify.annotations.NullMarked;
