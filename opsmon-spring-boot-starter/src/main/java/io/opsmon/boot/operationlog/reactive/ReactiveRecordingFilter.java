package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.http.PathSecrets;
import io.opsmon.boot.http.ReactiveHttpExchange;
import io.opsmon.boot.http.RequestPath;
import io.opsmon.boot.operationlog.http.HandlerNames;
import io.opsmon.boot.operationlog.http.HttpOutcomes;
import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.boot.operationlog.http.RequestEntries;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.log.Outcome;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.http.HttpAnswer;
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Records a request of a reactive host once if no operation inside the request was recorded. The filter runs inside the
 * security filters, and sets the signed-in user as operator of the operations inside.
 */
final class ReactiveRecordingFilter implements WebFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ReactiveRecordingFilter.class);

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.Authentication", ReactiveRecordingFilter.class.getClassLoader());

    private final @Nullable HttpRecordingRules rules;
    private final HttpOutcomes outcomes;
    private final HandlerNames names = new HandlerNames();
    private final OperationRecording recording;
    private final PayloadWriter payloads;
    private final Masking masking;
    private final Clock clock;
    private final String sessionCookie;

    /** Creates a filter. Without rules, the filter sets the operator and records no requests. */
    ReactiveRecordingFilter(
            @Nullable HttpRecordingRules rules,
            HttpOutcomes outcomes,
            OperationRecording recording,
            PayloadWriter payloads,
            Masking masking,
            Clock clock,
            String sessionCookie) {
        this.rules = rules;
        this.outcomes = outcomes;
        this.recording = recording;
        this.payloads = payloads;
        this.masking = masking;
        this.clock = clock;
        this.sessionCookie = sessionCookie;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(context -> {
            if (!(context.getOrDefault(HttpExchange.class, null) instanceof ReactiveHttpExchange http)) {
                return chain.filter(exchange);
            }
            return exchange.getPrincipal()
                    .doOnNext(principal -> http.username(name(principal)))
                    .then(Mono.defer(() -> readSession(exchange)))
                    .then(Mono.defer(() -> recorded(exchange, chain, http)));
        });
    }

    /** Reads the session that the request names. The exchange notes each session that is read. */
    private Mono<Void> readSession(ServerWebExchange exchange) {
        return exchange.getRequest().getCookies().containsKey(sessionCookie)
                ? exchange.getSession().then().onErrorComplete()
                : Mono.empty();
    }

    private Mono<Void> recorded(ServerWebExchange exchange, WebFilterChain chain, ReactiveHttpExchange http) {
        if (rules == null || !rules.mayApply(exchange.getRequest().getMethod().name(), paths(exchange))) {
            return chain.filter(exchange);
        }
        RequestCalls.of(http).mayHaveEntry();
        @Nullable ReactiveBodyCopy body = bodyCopy(exchange, rules);
        @Nullable
        ReactiveAnswerCopy answer = outcomes.readBodies()
                ? new ReactiveAnswerCopy(exchange.getResponse(), HttpOutcomes.MAX_BODY_BYTES)
                : null;
        ReactiveFormCopy seen = new ReactiveFormCopy(exchange.mutate()
                .request(body == null ? exchange.getRequest() : body)
                .response(answer == null ? exchange.getResponse() : answer)
                .build());
        HandledErrors.observe(seen);
        Instant begunAt = clock.instant();
        long begun = System.nanoTime();
        return chain.filter(seen)
                .doOnError(thrown -> record(rules, seen, body, answer, http, begunAt, begun, thrown))
                .doOnSuccess(done -> record(rules, seen, body, answer, http, begunAt, begun, null))
                // The calls inside are cancelled and recorded before this signal.
                .doFinally(signal -> {
                    if (signal == SignalType.CANCEL) {
                        record(rules, seen, body, answer, http, begunAt, begun, new CancellationException());
                    }
                });
    }

    private static String name(Principal principal) {
        return SECURITY_PRESENT ? PrincipalName.required(principal) : principal.getName();
    }

    private static Set<String> paths(ServerWebExchange exchange) {
        return Set.of(RequestPath.of(
                        exchange.getRequest().getPath().pathWithinApplication().value())
                .text());
    }

    private static @Nullable ReactiveBodyCopy bodyCopy(ServerWebExchange exchange, HttpRecordingRules rules) {
        @Nullable MediaType type = exchange.getRequest().getHeaders().getContentType();
        String name = type == null ? "" : type.toString();
        return rules.recordBody() && RequestEntries.isJson(name)
                ? new ReactiveBodyCopy(exchange.getRequest(), rules.maxBodyBytes())
                : null;
    }

    private void record(
            HttpRecordingRules applied,
            ReactiveFormCopy exchange,
            @Nullable ReactiveBodyCopy body,
            @Nullable ReactiveAnswerCopy answer,
            ReactiveHttpExchange http,
            Instant begunAt,
            long begun,
            @Nullable Throwable thrown) {
        @Nullable String pattern = http.pattern();
        RequestCalls calls = RequestCalls.of(http);
        if (calls.isRecorded() || !applied.apply(paths(exchange), pattern)) {
            return;
        }
        try {
            HttpFacts facts = http.facts();
            String route = http.route();
            boolean cancelled = thrown instanceof CancellationException;
            HttpOutcomes.Decision decision = cancelled
                    ? new HttpOutcomes.Decision(Outcome.CANCELLED, null)
                    : outcomes.decide(answer(exchange, answer, facts, thrown), HandledErrors.typeOf(exchange));
            HandlerNames.@Nullable Names handler =
                    names.of(exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
            @Nullable String username = http.username();
            OperationRecording.Operation operation = recording
                    .operation(
                            applied.module(handler),
                            RequestEntries.action(facts.method()),
                            RequestEntries.description(handler, facts.method(), route))
                    .request(http, null)
                    .outcome(decision.outcome())
                    .failure(RequestEntries.masked(decision.failure(), http::withoutPathSecrets))
                    .operator(username == null ? null : Operator.of(username))
                    .occurredAt(begunAt)
                    .duration(Duration.ofNanos(System.nanoTime() - begun))
                    .method(handler == null ? null : handler.method())
                    .arguments(arguments(exchange, body))
                    .extra(Map.of("route", route));
            calls.whenNoneRuns(() -> {
                if (!calls.isRecorded()) {
                    operation.id(calls.entryId()).record();
                }
            });
        } catch (RuntimeException failure) {
            log.warn("Failed to record a request: {}", failure.toString());
        }
    }

    private HttpAnswer answer(
            ServerWebExchange exchange,
            @Nullable ReactiveAnswerCopy copy,
            HttpFacts facts,
            @Nullable Throwable thrown) {
        @Nullable HttpStatusCode status = exchange.getResponse().getStatusCode();
        @Nullable Throwable handled = thrown == null ? HandledErrors.of(exchange) : null;
        return new HttpAnswer(
                facts.withStatus(status == null ? 200 : status.value()),
                copy == null ? null : copy.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE),
                copy == null ? null : copy.text(),
                copy == null || copy.isWhole(),
                handled != null && outcomes.isFailure(handled) ? handled : thrown);
    }

    private @Nullable String arguments(ReactiveFormCopy exchange, @Nullable ReactiveBodyCopy body) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        @Nullable
        Map<String, String> variables = exchange.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        if (variables != null && !variables.isEmpty()) {
            arguments.put("path", new PathSecrets(masking).shown(variables));
        }
        @Nullable String text = body == null ? null : body.text();
        if (text != null && body != null) {
            arguments.put("body", RequestEntries.body(text, body.isWhole(), masking));
        }
        Map<String, Object> form = exchange.form();
        if (rules != null && rules.recordBody() && !form.isEmpty()) {
            arguments.put("form", form);
        }
        return arguments.isEmpty() ? null : payloads.write(arguments, PathFilter.ALL);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 100;
    }
}
