package io.opsmon.http;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The end of an HTTP request.
 *
 * @param status the status of the response; 0 if unknown
 * @param timedOut whether the asynchronous processing of the request exceeded the timeout of the host
 * @param failure the error of the asynchronous processing; null if there is none
 * @param endedNanos the {@link System#nanoTime()} of the asynchronous result; of the end of the request if there is no
 *     such result
 * @param values maps the result of a method to the value that another thread has set in the result; other results are
 *     returned unchanged
 * @since 0.1
 */
public record RequestEnd(
        int status,
        boolean timedOut,
        @Nullable Throwable failure,
        long endedNanos,
        UnaryOperator<@Nullable Object> values) {}
