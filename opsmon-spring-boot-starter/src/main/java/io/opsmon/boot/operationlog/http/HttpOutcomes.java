package io.opsmon.boot.operationlog.http;

import io.opsmon.log.Outcome;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.http.HttpAnswer;
import io.opsmon.operationlog.http.HttpOutcome;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.opsmon.operationlog.internal.interception.Failures;
import io.opsmon.operationlog.internal.interception.ResultOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Decides the outcome of requests without annotation. The first of these decides: a resolver of the host, the
 * exception, an error status, the configured field of a JSON answer. Thread-safe.
 *
 * @since 0.1
 */
public final class HttpOutcomes {

    /** Maximum size of the copied beginning of an answer, in bytes. */
    public static final int MAX_BODY_BYTES = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(HttpOutcomes.class);

    /** Exceptions of Spring that are no failures of the host's code. Timeouts have rules of their own. */
    private static final Set<String> CONTROL_FLOW = Set.of(
            "org.springframework.web.servlet.ModelAndViewDefiningException",
            "org.springframework.web.context.request.async.AsyncRequestTimeoutException",
            "org.springframework.web.context.request.async.AsyncRequestNotUsableException");

    private final List<HttpOutcomeResolver> resolvers;
    private final @Nullable ResultOutcome rule;
    private final Set<String> ignored;
    private final Masking masking;
    private volatile boolean warned;

    /**
     * Creates the decisions.
     *
     * @param properties the properties of the host
     * @param resolvers the resolvers of the host, in their order
     * @param masking masks secrets in messages
     */
    public HttpOutcomes(HttpOutcomeProperties properties, List<HttpOutcomeResolver> resolvers, Masking masking) {
        this.resolvers = List.copyOf(resolvers);
        this.rule = properties.rule(masking);
        this.ignored = Set.copyOf(properties.ignoredExceptions());
        this.masking = masking;
    }

    /**
     * A decision.
     *
     * @param outcome the outcome
     * @param failure the reason for a failure, masked; null if unknown
     */
    public record Decision(Outcome outcome, @Nullable Failure failure) {

        private static final Decision SUCCESS = new Decision(Outcome.SUCCESS, null);
    }

    /**
     * Returns whether the decisions need the bodies of answers.
     *
     * @return false if only exceptions and the status decide
     */
    public boolean readBodies() {
        return rule != null || !resolvers.isEmpty();
    }

    /**
     * Decides the outcome of a request.
     *
     * @param answer the answer
     * @param handledType the type of a handled exception, if the exception itself is unknown; otherwise null
     * @return the decision
     */
    public Decision decide(HttpAnswer answer, @Nullable String handledType) {
        int status = Objects.requireNonNullElse(answer.request().status(), 200);
        for (HttpOutcomeResolver resolver : resolvers) {
            @Nullable HttpOutcome outcome = resolved(resolver, answer);
            if (outcome != null) {
                return new Decision(outcome.outcome(), failure(outcome, answer.exception(), status));
            }
        }
        @Nullable Throwable exception = answer.exception();
        if (exception != null) {
            return new Decision(Outcome.FAILURE, Failures.describe(exception, masking));
        }
        boolean redirects = status >= 300 && status < 400;
        if (handledType != null && !redirects && !ignored.contains(handledType)) {
            return new Decision(Outcome.FAILURE, new Failure(handledType, null, null));
        }
        ResultOutcome.@Nullable Verdict verdict =
                rule == null || answer.body() == null ? null : JsonFields.judge(answer.body(), answer.complete(), rule);
        @Nullable Failure reported = verdict == null ? null : verdict.failure();
        if (reported != null) {
            return new Decision(
                    Outcome.FAILURE, new Failure(reported.type(), masking.maskText(reported.message()), null));
        }
        return status < 400 ? Decision.SUCCESS : new Decision(Outcome.FAILURE, null);
    }

    private @Nullable HttpOutcome resolved(HttpOutcomeResolver resolver, HttpAnswer answer) {
        try {
            return resolver.resolve(answer);
        } catch (RuntimeException | LinkageError failure) {
            if (!warned) {
                warned = true;
                log.warn("Could not resolve the outcome of a request; further failures are not logged", failure);
            }
            return null;
        }
    }

    private @Nullable Failure failure(HttpOutcome outcome, @Nullable Throwable exception, int status) {
        if (outcome.outcome() != Outcome.FAILURE) {
            return null;
        }
        @Nullable Failure thrown = exception == null ? null : Failures.describe(exception, masking);
        @Nullable String message = masking.maskText(outcome.message());
        if (message == null) {
            return thrown;
        }
        return thrown == null
                ? new Failure("HTTP " + status, message, null)
                : new Failure(thrown.type(), message, thrown.stackTrace());
    }

    /**
     * Returns whether a handled exception is a failure. Exceptions that declare a status below 400, and exceptions that
     * the host names, are means of control flow.
     *
     * @param exception the exception that the host has turned into an answer
     * @return whether the request has failed
     */
    public boolean isFailure(Throwable exception) {
        for (@Nullable Class<?> type = exception.getClass(); type != null; type = type.getSuperclass()) {
            if (CONTROL_FLOW.contains(type.getName()) || ignored.contains(type.getName())) {
                return false;
            }
        }
        if (exception instanceof ErrorResponse response) {
            return response.getStatusCode().value() >= 400;
        }
        MergedAnnotation<ResponseStatus> status = MergedAnnotations.from(
                        exception.getClass(), SearchStrategy.TYPE_HIERARCHY)
                .get(ResponseStatus.class);
        return !status.isPresent() || status.getEnum("code", HttpStatus.class).value() >= 400;
    }
}
