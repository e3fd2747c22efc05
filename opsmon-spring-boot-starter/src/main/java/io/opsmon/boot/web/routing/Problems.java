package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.internal.redis.RedisUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts failures to problem details (RFC 9457). The message of a failure is for the log only: it may contain details
 * that the caller must not see. Stateless.
 *
 * @since 0.1
 */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /**
     * Returns the problem for a failure, and logs an unexpected failure.
     *
     * @param request the method and path for the log
     * @param failure the failure
     * @return the problem
     * @throws RuntimeException the failure itself if it belongs to Spring Security, whose filter requests a sign-in
     */
    public static ApiException of(String request, Exception failure) {
        if (failure instanceof ApiException problem) {
            return problem;
        }
        if (failure instanceof QueryTimeoutException) {
            return ApiException.tooSlow();
        }
        if (failure instanceof RedisUnavailableException) {
            log.debug("Could not answer \"{}\"", request, failure);
            return ApiException.unavailable("Redis is unavailable. Try again later.");
        }
        if (failure instanceof DataAccessException) {
            log.warn("Could not answer \"{}\"", request, failure);
            return ApiException.databaseUnavailable();
        }
        if (failure instanceof IOException) {
            log.debug("{} ended early", request, failure);
            return ApiException.badRequest("body", "The request ended early.");
        }
        if (failure instanceof RuntimeException security && isOfSecurity(security)) {
            throw security;
        }
        log.warn("{} failed", request, failure);
        return ApiException.internalError();
    }

    private static boolean isOfSecurity(RuntimeException failure) {
        for (@Nullable Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith("org.springframework.security.")) {
                return true;
            }
        }
        return false;
    }

    static ApiResponse answer(String path, ApiException problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        body.put("instance", path);
        if (problem.field() != null) {
            body.put("field", problem.field());
        }
        if (problem.code() != null) {
            body.put("code", problem.code());
        }
        ApiResponse answer = ApiResponse.bytes(
                problem.status(),
                MediaType.APPLICATION_PROBLEM_JSON,
                JsonMapper.shared().writeValueAsBytes(body));
        for (var header : problem.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }
}
