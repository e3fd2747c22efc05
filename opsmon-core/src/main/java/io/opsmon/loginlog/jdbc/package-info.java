/**
 * Login logs in a relational database: what {@code opsmon_login_log} looks like and what is asked of it. The table is
 * made by the changelog {@code io/opsmon/schema/login-log.xml}.
 */
@NullMarked
package io.opsmon.loginlog.jdbc;

import org.jspecify.annotations.NullMarked;
