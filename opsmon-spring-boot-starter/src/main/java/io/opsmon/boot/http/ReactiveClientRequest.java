package io.opsmon.boot.http;

import io.opsmon.client.ClientHints;
import io.opsmon.http.ClientRequest;
import io.opsmon.internal.http.ClientAddressResolver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * Adapts a reactive request to {@link ClientRequest}. Guarded by its monitor where threads share state; the session's
 * id is available at the end of the request.
 */
final class ReactiveClientRequest implements ClientRequest {

    private final ServerWebExchange exchange;
    private final ClientAddressResolver addresses;
    private final Map<Class<?>, Object> attributes = new ConcurrentHashMap<>();
    private final List<Runnable> whenDone = new ArrayList<>(1);
    private volatile @Nullable String sessionId;

    ReactiveClientRequest(ServerWebExchange exchange, ClientAddressResolver addresses) {
        this.exchange = exchange;
        this.addresses = addresses;
    }

    synchronized boolean isAwaited() {
        return !whenDone.isEmpty();
    }

    /** Only the first call has an effect. */
    void done(@Nullable String session) {
        List<Runnable> actions;
        synchronized (this) {
            if (whenDone.isEmpty()) {
                return;
            }
            sessionId = session;
            actions = List.copyOf(whenDone);
            whenDone.clear();
        }
        DoneActions.run(actions);
    }

    @Override
    public @Nullable String clientIp() {
        return addresses.resolve(
                remoteAddress(), name -> exchange.getRequest().getHeaders().getOrEmpty(name));
    }

    @Override
    public @Nullable String wholeClientIp() {
        return addresses.resolveWhole(
                remoteAddress(), name -> exchange.getRequest().getHeaders().getOrEmpty(name));
    }

    private @Nullable String remoteAddress() {
        @Nullable InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? null
                : remote.getAddress().getHostAddress();
    }

    @Override
    public @Nullable String userAgent() {
        return header("User-Agent");
    }

    @Override
    public ClientHints hints() {
        return ClientHints.of(this::header);
    }

    @Override
    public @Nullable String sessionId() {
        return sessionId;
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

    @Override
    public @Nullable String requestedSessionId() {
        return cookie("SESSION");
    }

    @Override
    public <T> T attribute(Class<T> type, Supplier<T> made) {
        return type.cast(Objects.requireNonNull(
                attributes.computeIfAbsent(type, unknown -> Objects.requireNonNull(made.get()))));
    }

    @Override
    public synchronized void whenDone(Runnable action) {
        whenDone.add(action);
    }
}
