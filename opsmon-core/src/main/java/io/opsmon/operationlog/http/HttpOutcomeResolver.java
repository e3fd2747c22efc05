package io.opsmon.operationlog.http;

import org.jspecify.annotations.Nullable;

/**
 * Decides the outcome of HTTP requests without an annotated method. For hosts that report failures in other ways than
 * by the status, such as by a header or by a body of their own.
 *
 * <pre>{@code
 * @Bean
 * HttpOutcomeResolver outcomes() {
 *     return answer -> answer.body() != null && answer.body().contains("\"ok\":false")
 *             ? HttpOutcome.failure(null)
 *             : null;
 * }
 * }</pre>
 *
 * <p>Several beans are called in their order; the first outcome counts. The thread that ends the request calls the
 * resolver, so the resolver must not block. An exception of the resolver is logged, and counts as null.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface HttpOutcomeResolver {

    /**
     * Decides the outcome of a request.
     *
     * @param answer the answer to the request
     * @return the outcome; null to leave the decision to the exception, the configured field and the status
     */
    @Nullable
    HttpOutcome resolve(HttpAnswer answer);
}
