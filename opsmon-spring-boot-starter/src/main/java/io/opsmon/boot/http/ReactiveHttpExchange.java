package io.opsmon.boot.http;

import io.opsmon.http.RequestEnd;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/**
 * The exchange of a reactive request. Requests of reactive hosts are thread-safe and stay readable after their end.
 *
 * @since 0.1
 */
public final class ReactiveHttpExchange extends ServerExchange {

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContext", ReactiveHttpExchange.class.getClassLoader());

    private final ServerWebExchange exchange;
    private volatile @Nullable Mono<WebSession> replacement;
    private volatile @Nullable WebSession session;
    private volatile @Nullable String username;
    private volatile @Nullable Throwable failure;

    ReactiveHttpExchange(ServerWebExchange exchange, ExchangeSettings settings) {
        super(values(exchange.getRequest(), settings), settings);
        this.exchange = exchange;
    }

    private static RequestValues values(ServerHttpRequest request, ExchangeSettings settings) {
        return new RequestValues(
                request.getMethod().name(),
                request.getPath().value(),
                request.getURI().getRawQuery(),
                settings.addresses().resolve(remoteAddress(request), headers(request)),
                request.getHeaders().getFirst(HttpHeaders.USER_AGENT));
    }

    private static Function<String, List<String>> headers(ServerHttpRequest request) {
        return name -> request.getHeaders().getOrEmpty(name);
    }

    private static @Nullable String remoteAddress(ServerHttpRequest request) {
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? null
                : remote.getAddress().getHostAddress();
    }

    @Override
    @Nullable
    String matchedPattern() {
        return exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern known
                ? known.getPatternString()
                : null;
    }

    @Override
    @Nullable
    Integer committedStatus() {
        return exchange.getResponse().isCommitted() ? Integer.valueOf(status()) : null;
    }

    private int status() {
        @Nullable HttpStatusCode code = exchange.getResponse().getStatusCode();
        return code == null ? 200 : code.value();
    }

    /** Called before the response is committed. */
    void commits() {
        answered(status());
    }

    /** Notes the error of the request. */
    void failed(Throwable thrown) {
        failure = thrown;
    }

    /**
     * Called at the end of the request, after the host has handled its error.
     *
     * @param cancelled whether the client has disconnected
     */
    void finished(boolean cancelled) {
        @Nullable Throwable thrown = cancelled ? new CancellationException("The client has disconnected") : failure;
        if (!isAnswered()) {
            @Nullable Integer committed = committedStatus();
            answered(committed != null || cancelled ? committed : Integer.valueOf(expectedStatus()));
        }
        @Nullable Integer status = facts().status();
        ended(new RequestEnd(status == null ? 0 : status, false, thrown, System.nanoTime(), UnaryOperator.identity()));
    }

    /** The host commits the response after its filters. */
    private int expectedStatus() {
        return failure != null && exchange.getResponse().getStatusCode() == null ? 500 : status();
    }

    /** Notes a session that the host has read. */
    void noteSession(WebSession known) {
        session = known;
        if (known.isStarted()) {
            noteSession(known.getId());
        }
    }

    /**
     * Replaces the session of the request, which was terminated.
     *
     * @param other the session that the host reads instead; subscribed to several times
     */
    public void replaceSession(Mono<WebSession> other) {
        session = null;
        replacement = other;
    }

    /** Returns the session that replaces the session of the request; null if there is none. */
    @Nullable
    Mono<WebSession> replacement() {
        return replacement;
    }

    /**
     * Returns the session that was read last.
     *
     * @return the session; null if the session was not read yet, or is not started
     */
    public @Nullable WebSession session() {
        @Nullable WebSession known = session;
        return known != null && known.isStarted() ? known : null;
    }

    /**
     * Sets the signed-in user.
     *
     * @param name the name of the user
     */
    public void username(String name) {
        username = name;
    }

    @Override
    public @Nullable String username() {
        return username;
    }

    @Override
    public @Nullable String wholeClientIp() {
        return wholeClientIp(remoteAddress(exchange.getRequest()), headers(exchange.getRequest()));
    }

    @Override
    public @Nullable String sessionId() {
        @Nullable WebSession known = session();
        return known == null ? null : known.getId();
    }

    @Override
    public boolean isSessionOfUser() {
        @Nullable WebSession known = session();
        return known != null && (!SECURITY_PRESENT || WebSessionContext.of(known) != null);
    }

    @Override
    public @Nullable Duration sessionMaxIdle() {
        @Nullable WebSession known = session();
        if (known == null) {
            return null;
        }
        Duration idle = known.getMaxIdleTime();
        return idle.isNegative() ? Duration.ZERO : idle;
    }

    @Override
    public @Nullable String requestedSessionId() {
        return cookie("SESSION");
    }

    @Override
    public @Nullable String header(String name) {
        return exchange.getRequest().getHeaders().getFirst(name);
    }

    @Override
    public List<String> headers(String name) {
        return exchange.getRequest().getHeaders().getOrEmpty(name);
    }

    @Override
    public List<String> cookies(String name) {
        List<HttpCookie> brought = exchange.getRequest().getCookies().getOrDefault(name, List.of());
        return brought.stream().map(HttpCookie::getValue).toList();
    }

    @Override
    public @Nullable String cookie(String name) {
        @Nullable ResponseCookie set = exchange.getResponse().getCookies().getFirst(name);
        if (set != null) {
            return set.getMaxAge().isZero() || set.getValue().isEmpty() ? null : set.getValue();
        }
        @Nullable HttpCookie brought = exchange.getRequest().getCookies().getFirst(name);
        return brought == null ? null : brought.getValue();
    }
}
