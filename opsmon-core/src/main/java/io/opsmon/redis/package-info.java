/**
 * Redis as the host has it, a server, sentinels or a cluster, for what the nodes of a host share:
 * {@link io.opsmon.redis.RedisAccess}. Everything that opsmon keeps there is below one prefix.
 */
@NullMarked
package io.opsmon.redis;

import org.jspecify.annotations.NullMarked;
