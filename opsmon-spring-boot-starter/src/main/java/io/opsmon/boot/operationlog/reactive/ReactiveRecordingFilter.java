package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.boot.operationlog.http.PathSecrets;
import io.opsmon.boot.operationlog.http.RequestEntries;
import io.opsmon.boot.operationlog.http.RequestPath;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.log.Outcome;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.internal.CurrentHttpExchange;
import io.opsmon.operationlog.internal.interception.OperationRecording;
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
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Records a request of a reactive host once if no operation inside the request was recorded. The filter runs inside the
 * security filters, and sets the signed-in user as operator of the operations inside.
 */
final class ReactiveRecordingFilter implements WebFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ReactiveRecordingFilter.class);

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.Authentication", ReactiveRecordingFilter.class.getClassLoader());

    private final @Nullable HttpRecordingRules rules;
    private final OperationRecording recording;
    private final PayloadWriter payloads;
    private final Masking masking;
    private final Clock clock;

    /** Creates a filter. Without rules, the filter sets the operator and records no requests. */
    ReactiveRecordingFilter(
            @Nullable HttpRecordingRules rules,
            OperationRecording recording,
            PayloadWriter payloads,
            Masking masking,
            Clock clock) {
        this.rules = rules;
        this.recording = recording;
        this.payloads = payloads;
        this.masking = masking;
        this.clock = clock;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(context -> {
            if (!(context.getOrDefault(CurrentHttpExchange.KEY, null) instanceof ReactiveHttpExchange http)) {
                return chain.filter(exchange);
            }
            return exchange.getPrincipal()
                    .doOnNext(principal -> http.operator(Operator.of(name(principal))))
                    .then(Mono.defer(() -> recorded(exchange, chain, http)));
        });
    }

    private Mono<Void> recorded(ServerWebExchange exchange, WebFilterChain chain, ReactiveHttpExchange http) {
        if (rules == null || !rules.mayApply(exchange.getRequest().getMethod().name(), paths(exchange))) {
            return chain.filter(exchange);
        }
        @Nullable ReactiveBodyCopy body = bodyCopy(exchange, rules);
        ReactiveFormCopy seen = new ReactiveFormCopy(
                body == null ? exchange : exchange.mutate().request(body).build());
        Instant begunAt = clock.instant();
        long begun = System.nanoTime();
        return chain.filter(seen)
                .doOnError(thrown -> record(rules, seen, body, http, begunAt, begun, thrown))
                .doOnSuccess(done -> record(rules, seen, body, http, begunAt, begun, null))
                .doOnCancel(() -> record(rules, seen, body, http, begunAt, begun, new CancellationException()));
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
            ReactiveHttpExchange http,
            Instant begunAt,
            long begun,
            @Nullable Throwable thrown) {
        @Nullable String pattern = ReactiveHttpExchange.pattern(exchange);
        if (http.isRecorded() || !applied.apply(paths(exchange), pattern)) {
            return;
        }
        try {
            HttpFacts facts = http.facts();
            String route = RequestEntries.route(pattern, facts.path());
            boolean failed = thrown != null
                    || (exchange.getResponse().getStatusCode() != null
                            && exchange.getResponse().getStatusCode().isError());
            recording.record(
                    new OperationRecording.Operation(
                            applied.module(),
                            RequestEntries.action(facts.method()),
                            facts.method() + " " + route,
                            thrown instanceof CancellationException
                                    ? Outcome.CANCELLED
                                    : failed ? Outcome.FAILURE : Outcome.SUCCESS,
                            http.operator(),
                            null,
                            begunAt,
                            Duration.ofNanos(System.nanoTime() - begun),
                            null,
                            thrown == null || thrown instanceof CancellationException ? null : http.failure(thrown),
                            arguments(exchange, body),
                            Map.of("route", route)),
                    http,
                    null);
        } catch (RuntimeException failure) {
            log.warn("Failed to record a request: {}", failure.toString());
        }
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
