/** The host's Redis, for what the nodes share. */
@NullMarked
package io.opsmon.boot.redis;

import org.jspecify.annotations.NullMarked;
