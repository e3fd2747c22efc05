package io.opsmon.operationlog;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The end of an HTTP request.
 *
 * @param status the status of the response; 0 if unknown
 * @param timedOut whether the asynchronous processing of the request took longer than the host allows
 * @param failure the reason that the asynchronous processing failed; null if it did not
 * @param endedNanos the {@link System#nanoTime()} at which the asynchronous result was there; of the end of the request
 *     if it had none
 * @param values gives the value that another thread has set in a result of a method; a result that holds none is its
 *     own value
 * @since 0.1
 */
public record RequestEnd(
        int status,
        boolean timedOut,
        @Nullable Throwable failure,
        long endedNanos,
        UnaryOperator<@Nullable Object> values) {}
