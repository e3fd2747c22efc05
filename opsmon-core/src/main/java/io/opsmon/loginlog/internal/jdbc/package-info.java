/**
 * Login logs in a relational database: the layout of {@code opsmon_login_log} and its queries. The changelog
 * {@code io/opsmon/schema/login-log.xml} creates the table.
 */
@NullMarked
package io.opsmon.loginlog.internal.jdbc;

import org.jspecify.annotations.NullMarked;
