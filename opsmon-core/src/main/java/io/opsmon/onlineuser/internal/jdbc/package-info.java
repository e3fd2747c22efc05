/**
 * Online users in a database, for hosts of several nodes without Redis:
 * {@link io.opsmon.onlineuser.internal.jdbc.JdbcOnlineUserStore}.
 */
@NullMarked
package io.opsmon.onlineuser.internal.jdbc;

import org.jspecify.annotations.NullMarked;
