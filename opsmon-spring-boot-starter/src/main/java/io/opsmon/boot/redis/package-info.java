/** The host's Redis, for data that the nodes share. */
@NullMarked
package io.opsmon.boot.redis;

import org.jspecify.annotations.NullMarked;
