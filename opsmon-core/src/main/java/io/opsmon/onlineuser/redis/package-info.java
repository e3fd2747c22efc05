/** Online users in Redis: {@link io.opsmon.onlineuser.redis.RedisOnlineUserStore}. */
@NullMarked
package io.opsmon.onlineuser.redis;

import org.jspecify.annotations.NullMarked;
