/** Online users in Redis: {@link io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore}. */
@NullMarked
package io.opsmon.onlineuser.internal.redis;

import org.jspecify.annotations.NullMarked;
