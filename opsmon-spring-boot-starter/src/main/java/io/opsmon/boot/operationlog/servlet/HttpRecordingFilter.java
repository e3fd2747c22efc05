package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.http.PathSecrets;
import io.opsmon.boot.http.RequestPath;
import io.opsmon.boot.http.ServerExchange;
import io.opsmon.boot.http.ServletHttpExchange;
import io.opsmon.boot.operationlog.http.HandlerNames;
import io.opsmon.boot.operationlog.http.HttpOutcomes;
import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.boot.operationlog.http.RequestEntries;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.TraceContext;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.http.HttpAnswer;
import io.opsmon.operationlog.internal.interception.CallFacts;
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
    /** The attribute of a request with the first exception of its handlers. */
    static final String HANDLED = HttpRecordingFilter.class.getName() + ".exception";

    /** Set by Spring MVC if an exception was handled without a view. */
    private static final String HANDLED_WITHOUT_VIEW = "org.springframework.web.servlet.DispatcherServlet.EXCEPTION";

    private static final String HANDLER = "org.springframework.web.servlet.HandlerMapping.bestMatchingHandler";
    private static final String PATH_VARIABLES = "org.springframework.web.servlet.HandlerMapping.uriTemplateVariables";

    private final HttpRecordingRules rules;
    private final HttpOutcomes outcomes;
    private final HandlerNames names = new HandlerNames();
    private final CurrentHttpExchange exchanges;
    private final CallFacts facts;
    private final OperationRecording recording;
    private final PayloadWriter payloads;
    private final Masking masking;
    private final Clock clock;

    HttpRecordingFilter(
            HttpRecordingRules rules,
            HttpOutcomes outcomes,
            CurrentHttpExchange exchanges,
            CallFacts facts,
            OperationRecording recording,
            PayloadWriter payloads,
            Masking masking,
            Clock clock) {
        this.rules = rules;
        this.outcomes = outcomes;
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
            @Nullable AnswerCopy answer,
            ServerExchange exchange,
            RequestCalls calls,
            Instant begunAt,
            long begunNanos,
            @Nullable Operator operator,
            @Nullable TraceContext trace) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        @Nullable
        Candidate candidate =
                request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer
                        ? candidate(http, answer)
                        : null;
        if (candidate == null || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            chain.doFilter(
                    candidate.body() == null ? request : candidate.body(),
                    candidate.answer() == null ? response : candidate.answer());
        } catch (IOException | ServletException | RuntimeException | Error thrown) {
            record(candidate, 500, thrown, Runnable::run);
            throw thrown;
        }
        if (request.isAsyncStarted()) {
            // The entry follows the entries of calls that end with the request, and waits for other running calls.
            candidate
                    .exchange()
                    .afterEnd(end -> record(candidate, end.status(), end.failure(), candidate.calls()::whenNoneRuns));
        } else {
            record(candidate, answer.getStatus(), null, candidate.calls()::whenNoneRuns);
        }
    }

    private @Nullable Candidate candidate(HttpServletRequest request, HttpServletResponse response) {
        try {
            Set<String> paths = paths(request);
            if (!rules.mayApply(request.getMethod(), paths)) {
                return null;
            }
            if (!(exchanges.get() instanceof ServerExchange exchange)) {
                return null;
            }
            RequestCalls calls = RequestCalls.of(exchange);
            calls.mayHaveEntry();
            @Nullable
            BodyCopy body = rules.recordBody() && RequestEntries.isJson(request.getContentType())
                    ? new BodyCopy(request, rules.maxBodyBytes())
                    : null;
            return new Candidate(
                    request,
                    paths,
                    body,
                    outcomes.readBodies() ? new AnswerCopy(response, HttpOutcomes.MAX_BODY_BYTES) : null,
                    exchange,
                    calls,
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
        if (candidate.calls().isRecorded()
                || !rules.apply(candidate.paths(), candidate.exchange().pattern())) {
            return;
        }
        try {
            OperationRecording.Operation operation = operation(candidate, status, thrown);
            when.execute(() -> {
                if (!candidate.calls().isRecorded()) {
                    operation.id(candidate.calls().entryId()).record();
                }
            });
        } catch (RuntimeException failure) {
            log.warn("Failed to record a request: {}", failure.toString());
        }
    }

    private OperationRecording.Operation operation(Candidate candidate, int status, @Nullable Throwable thrown) {
        HttpFacts known = candidate.exchange().facts();
        String route = candidate.exchange().route();
        HttpOutcomes.Decision decision = outcomes.decide(answer(candidate, status, thrown), null);
        HandlerNames.@Nullable Names handler = names.of(ServletHttpExchange.attribute(candidate.request(), HANDLER));
        return recording
                .operation(
                        rules.module(handler),
                        RequestEntries.action(known.method()),
                        RequestEntries.description(handler, known.method(), route))
                .request(candidate.exchange(), candidate.trace())
                .outcome(decision.outcome())
                .failure(RequestEntries.masked(decision.failure(), candidate.exchange()::withoutPathSecrets))
                .operator(candidate.operator())
                .occurredAt(candidate.begunAt())
                .duration(Duration.ofNanos(System.nanoTime() - candidate.begunNanos()))
                .method(handler == null ? null : handler.method())
                .arguments(arguments(candidate))
                .extra(Map.of("route", route));
    }

    private HttpAnswer answer(Candidate candidate, int status, @Nullable Throwable thrown) {
        @Nullable
        Throwable escaped =
                thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
        @Nullable Throwable handled = escaped == null ? handled(candidate.request()) : null;
        @Nullable AnswerCopy copy = candidate.answer();
        return new HttpAnswer(
                candidate.exchange().facts().withStatus(status),
                copy == null ? null : copy.contentType(),
                copy == null ? null : copy.text(),
                copy == null || copy.isWhole(),
                handled != null && outcomes.isFailure(handled) ? handled : escaped);
    }

    /** Returns the first exception of the request's handlers; null if there was none. */
    private static @Nullable Throwable handled(HttpServletRequest request) {
        @Nullable Object noted = ServletHttpExchange.attribute(request, HANDLED);
        @Nullable Object found = noted == null ? ServletHttpExchange.attribute(request, HANDLED_WITHOUT_VIEW) : noted;
        if (found instanceof ServletException wrapper && wrapper.getCause() instanceof Error error) {
            return error;
        }
        return found instanceof Throwable thrown ? thrown : null;
    }

    private @Nullable String arguments(Candidate candidate) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        HttpServletRequest request = candidate.request();
        if (ServletHttpExchange.attribute(request, PATH_VARIABLES) instanceof Map<?, ?> variables
                && !variables.isEmpty()) {
            arguments.put("path", new PathSecrets(masking).shown(variables));
        }
        // By now, the host has read the form or will not read it.
        if (rules.recordBody() && !isAbandoned(candidate) && RequestEntries.isForm(request.getContentType())) {
            arguments.put("form", single(request.getParameterMap()));
        }
        @Nullable
        String text = candidate.body() == null ? null : candidate.body().text();
        if (text != null && candidate.body() != null) {
            arguments.put("body", RequestEntries.body(text, candidate.body().isWhole(), masking));
        }
        return arguments.isEmpty() ? null : payloads.write(arguments, PathFilter.ALL);
    }

    private static boolean isAbandoned(Candidate candidate) {
        return candidate.exchange() instanceof ServletHttpExchange exchange && exchange.isAbandoned();
    }

    private static Map<String, Object> single(Map<String, String[]> parameters) {
        Map<String, Object> single = new LinkedHashMap<>();
        parameters.forEach((name, values) -> single.put(name, values.length == 1 ? values[0] : values));
        return single;
    }
}
