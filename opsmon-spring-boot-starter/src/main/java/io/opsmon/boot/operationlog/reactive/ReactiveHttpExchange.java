package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.operationlog.http.RequestPath;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.Operator;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The exchange of a request in a reactive host. Guarded by its own monitor; actions are called outside of the monitor.
 */
final class ReactiveHttpExchange implements HttpExchange {

    private final ServerWebExchange exchange;
    private final Masking masking;
    private final RequestPath path;
    private HttpFacts facts;
    private @Nullable String pattern;
    private final ServerHttpResponse response;
    private List<Consumer<HttpFacts>> waiting = new ArrayList<>(1);
    private @Nullable Integer status;
    private @Nullable Operator operator;
    private boolean recorded;

    ReactiveHttpExchange(ServerWebExchange exchange, ClientAddressResolver addresses, Masking masking) {
        this.exchange = exchange;
        this.masking = masking;
        ServerHttpRequest request = exchange.getRequest();
        this.path = RequestPath.of(request.getPath().value());
        HttpHeaders headers = request.getHeaders();
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        this.response = exchange.getResponse();
        this.facts = new HttpFacts(
                request.getMethod().name(),
                path.masked(null, masking),
                masking.maskQuery(request.getURI().getRawQuery()),
                null,
                addresses.resolve(
                        remote == null || remote.getAddress() == null
                                ? null
                                : remote.getAddress().getHostAddress(),
                        name -> headers.getValuesAsList(name)),
                headers.getFirst(HttpHeaders.USER_AGENT),
                null);
    }

    /**
     * Returns the pattern of the matched route, of a controller or a router function; null before a route has matched.
     */
    static @Nullable String pattern(ServerWebExchange exchange) {
        return exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern known
                ? known.getPatternString()
                : null;
    }

    /** Masks the path by the route once it is known. */
    private void readRoute() {
        @Nullable String known = pattern(exchange);
        if (known != null && !known.equals(pattern)) {
            pattern = known;
            facts = facts.withPath(path.masked(known, masking));
        }
    }

    /** Returns a failure without the secrets of the path. */
    synchronized Failure masked(Failure failure) {
        readRoute();
        return path.masked(failure, pattern, masking);
    }

    @Override
    public synchronized HttpFacts facts() {
        readRoute();
        return status == null ? facts : facts.withStatus(status);
    }

    @Override
    public synchronized boolean whenAnswered(Consumer<HttpFacts> action) {
        return status == null && waiting.add(action);
    }

    @Override
    public synchronized @Nullable Operator operator() {
        return operator;
    }

    synchronized void operator(Operator known) {
        operator = known;
    }

    @Override
    public synchronized void recorded() {
        recorded = true;
    }

    synchronized boolean isRecorded() {
        return recorded;
    }

    /** Runs the waiting actions. Called when the response is committed or the request has ended. */
    void answered() {
        @Nullable HttpStatusCode code = response.getStatusCode();
        List<Consumer<HttpFacts>> actions;
        synchronized (this) {
            if (status == null) {
                status = code == null ? 200 : code.value();
            }
            actions = waiting;
            waiting = new ArrayList<>(0);
        }
        HttpFacts complete = facts();
        actions.forEach(action -> action.accept(complete));
    }
}
