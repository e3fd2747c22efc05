package io.opsmon.internal.redis;

/**
 * Thrown if Redis does not answer.
 *
 * @since 0.1
 */
public final class RedisUnavailableException extends RuntimeException {

    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
