/**
 * Online users in a database, for hosts of several nodes without Redis:
 * {@link io.opsmon.onlineuser.jdbc.JdbcOnlineUserStore}.
 */
@NullMarked
package io.opsmon.onlineuser.jdbc;

import org.jspecify.annotations.NullMarked;
