package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.boot.operationlog.http.PathSecrets;
import io.opsmon.boot.operationlog.http.RequestEntries;
import io.opsmon.boot.operationlog.http.RequestPath;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.internal.interception.CallFacts;
import io.opsmon.operationlog.internal.interception.OperationRecording;
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a request once if no operation inside the request was recorded. The entry has route, status, parameters, and
 * a masked JSON or form body; a multipart body is never read. The filter runs inside the security filters, so that
 * requests rejected by security are not recorded. The entry of an asynchronous request is written when the request
 * completes.
 */
final class HttpRecordingFilter implements Filter {

    private static final Logger log = LoggerFactory.getLogger(HttpRecordingFilter.class);
    private static final String PATH_VARIABLES = "org.springframework.web.servlet.HandlerMapping.uriTemplateVariables";

    private final HttpRecordingRules rules;
    private final HttpExchanges exchanges;
    private final CallFacts facts;
    private final OperationRecording recording;
    private final PayloadWriter payloads;
    private final Masking masking;
    private final Clock clock;

    HttpRecordingFilter(
            HttpRecordingRules rules,
            HttpExchanges exchanges,
            CallFacts facts,
            OperationRecording recording,
            PayloadWriter payloads,
            Masking masking,
            Clock clock) {
        this.rules = rules;
        this.exchanges = exchanges;
        this.facts = facts;
        this.recording = recording;
        this.payloads = payloads;
        this.masking = masking;
        this.clock = clock;
    }

    /** A request that may be recorded, with the facts that are available only while its thread serves it. */
    private record Candidate(
            HttpServletRequest request,
            Set<String> paths,
            @Nullable BodyCopy body,
            ServletHttpExchange exchange,
            Instant begunAt,
            long begunNanos,
            @Nullable Operator operator,
            @Nullable TraceContext trace) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        @Nullable Candidate candidate = request instanceof HttpServletRequest http ? candidate(http) : null;
        if (candidate == null || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            chain.doFilter(candidate.body() == null ? request : candidate.body(), response);
        } catch (IOException | ServletException | RuntimeException | Error thrown) {
            record(candidate, 500, thrown, Runnable::run);
            throw thrown;
        }
        if (request.isAsyncStarted()) {
            ServletHttpExchange exchange = candidate.exchange();
            // The entry follows the entries of calls that end with the request, and waits for other running calls.
            exchange.afterEnd(end -> record(candidate, end.status(), end.failure(), exchange::afterCalls));
        } else {
            record(candidate, answer.getStatus(), null, candidate.exchange()::afterCalls);
        }
    }

    private @Nullable Candidate candidate(HttpServletRequest request) {
        try {
            Set<String> paths = paths(request);
            if (!rules.mayApply(request.getMethod(), paths)) {
                return null;
            }
            @Nullable ServletHttpExchange exchange = exchanges.resolve();
            if (exchange == null) {
                return null;
            }
            @Nullable
            BodyCopy body = rules.recordBody() && RequestEntries.isJson(request.getContentType())
                    ? new BodyCopy(request, rules.maxBodyBytes())
                    : null;
            return new Candidate(
                    request,
                    paths,
                    body,
                    exchange,
                    clock.instant(),
                    System.nanoTime(),
                    facts.operator(),
                    facts.trace());
        } catch (RuntimeException failure) {
            log.warn("Failed to prepare the recording of a request: {}", failure.toString());
            return null;
        }
    }

    /** Returns the path below the context path, both as sent and as decoded by the container. */
    private static Set<String> paths(HttpServletRequest request) {
        Set<String> paths = new LinkedHashSet<>();
        String sent = request.getRequestURI().substring(request.getContextPath().length());
        paths.add(RequestPath.of(sent).text());
        String pathInfo = request.getPathInfo() == null ? "" : request.getPathInfo();
        String understood = request.getServletPath() + pathInfo;
        if (!understood.isEmpty()) {
            paths.add(understood);
        }
        return paths;
    }

    /** Reads the facts of the request at once, and writes the entry with the executor. */
    private void record(Candidate candidate, int status, @Nullable Throwable thrown, Executor when) {
        if (candidate.exchange().isRecorded() || !rules.apply(candidate.paths(), pattern(candidate.request()))) {
            return;
        }
        try {
            OperationRecording.Operation operation = operation(candidate, status, thrown);
            when.execute(() -> {
                if (!candidate.exchange().isRecorded()) {
                    recording.record(operation, candidate.exchange(), candidate.trace());
                }
            });
        } catch (RuntimeException failure) {
            log.warn("Failed to record a request: {}", failure.toString());
        }
    }

    private OperationRecording.Operation operation(Candidate candidate, int status, @Nullable Throwable thrown) {
        HttpServletRequest request = candidate.request();
        String route = RequestEntries.route(
                pattern(request), candidate.exchange().facts().path());
        @Nullable
        Throwable cause = thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return new OperationRecording.Operation(
                rules.module(),
                RequestEntries.action(request.getMethod()),
                request.getMethod() + " " + route,
                status < 400 && thrown == null ? Outcome.SUCCESS : Outcome.FAILURE,
                candidate.operator(),
                null,
                candidate.begunAt(),
                Duration.ofNanos(System.nanoTime() - candidate.begunNanos()),
                null,
                cause == null ? null : candidate.exchange().failure(cause),
                arguments(candidate),
                Map.of("route", route));
    }

    private static @Nullable String pattern(HttpServletRequest request) {
        return ServletHttpExchange.pattern(request);
    }

    private @Nullable String arguments(Candidate candidate) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        HttpServletRequest request = candidate.request();
        if (request.getAttribute(PATH_VARIABLES) instanceof Map<?, ?> variables && !variables.isEmpty()) {
            arguments.put("path", new PathSecrets(masking).shown(variables));
        }
        // By now, the host has read the form or will not read it.
        if (rules.recordBody() && RequestEntries.isForm(request.getContentType())) {
            arguments.put("form", single(request.getParameterMap()));
        }
        @Nullable
        String text = candidate.body() == null ? null : candidate.body().text();
        if (text != null && candidate.body() != null) {
            arguments.put("body", RequestEntries.body(text, candidate.body().isWhole(), masking));
        }
        return arguments.isEmpty() ? null : payloads.write(arguments, PathFilter.ALL);
    }

    private static Map<String, Object> single(Map<String, String[]> parameters) {
        Map<String, Object> single = new LinkedHashMap<>();
        parameters.forEach((name, values) -> single.put(name, values.length == 1 ? values[0] : values));
        return single;
    }
}
