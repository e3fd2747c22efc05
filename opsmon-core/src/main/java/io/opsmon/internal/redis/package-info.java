/**
 * Access to the host's Redis (a server, sentinels or a cluster) for data shared by the nodes of a host:
 * {@link io.opsmon.internal.redis.RedisAccess}. All keys of opsmon have a common prefix.
 */
@NullMarked
package io.opsmon.internal.redis;

import org.jspecify.annotations.NullMarked;
