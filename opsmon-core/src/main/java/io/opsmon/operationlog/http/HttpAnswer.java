package io.opsmon.operationlog.http;

import io.opsmon.http.HttpFacts;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an HTTP request without an annotated method.
 *
 * @param request the facts about the request, with the status of the answer
 * @param contentType the content type of the answer; null if unknown
 * @param body the beginning of a JSON answer, at most 16 kB; null for other answers and for encoded answers
 * @param complete whether the body is complete
 * @param exception the exception of the handler, also if the host has turned the exception into an answer; null if
 *     there was none
 * @since 0.1
 */
public record HttpAnswer(
        HttpFacts request,
        @Nullable String contentType,
        @Nullable String body,
        boolean complete,
        @Nullable Throwable exception) {}
