package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.onlineuser.ConsoleRequests;
import io.opsmon.boot.web.reactive.AnsweredExchanges;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Client;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Use;
import io.opsmon.onlineuser.internal.console.HostCredential;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Repeats the credential of a session of the console to the host: adds the header or cookie to requests of that
 * session, in front of the host's security. The host then authenticates the user and decides about permissions as
 * usual. The store of sessions is called on threads that may block.
 *
 * <p>Only requests to the API of opsmon receive the credential ({@link ConsoleRequests}). A request with a credential
 * of its own keeps that credential.
 */
final class ReactiveConsoleCredentialFilter implements WebFilter, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ReactiveConsoleCredentialFilter.class);
    private static final String USE = ReactiveConsoleCredentialFilter.class.getName() + ".use";

    private final ConsoleSessions sessions;
    private final ClientAddressResolver addresses;
    private final String apiPath;

    /**
     * Creates the filter.
     *
     * @param sessions the sessions of the console
     * @param addresses resolves client addresses
     * @param apiPath the path of the API below the context path, with a slash at its end
     */
    ReactiveConsoleCredentialFilter(ConsoleSessions sessions, ClientAddressResolver addresses, String apiPath) {
        this.sessions = sessions;
        this.addresses = addresses;
        this.apiPath = apiPath;
    }

    /** Returns the session of the console that a request belongs to; null if it belongs to none. */
    static @Nullable Use use(ServerWebExchange exchange) {
        return exchange.getAttribute(USE);
    }

    /** Outside of the filter for the current request, which then provides the repeated credential as well. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 80;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        List<HttpCookie> cookies = request.getCookies().getOrDefault(ConsoleRequests.COOKIE, List.of());
        String api = request.getPath().contextPath().value() + apiPath;
        if (cookies.isEmpty() || !ConsoleRequests.isForApi(request.getPath().value(), api)) {
            return chain.filter(exchange);
        }
        return Mono.fromCallable(() -> new Found(true, find(cookies, request)))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorResume(RuntimeException.class, unavailable -> {
                    log.warn("Could not read a session of the console; the request is answered with 503", unavailable);
                    return Mono.just(new Found(false, null));
                })
                .flatMap(
                        found -> found.isRead() ? serve(found.use(), exchange, chain) : refuse(exchange.getResponse()));
    }

    /** The session of a request, if the store is available. */
    private record Found(boolean isRead, @Nullable Use use) {}

    private @Nullable Use find(List<HttpCookie> cookies, ServerHttpRequest request) {
        for (HttpCookie cookie : cookies) {
            @Nullable Use use = sessions.use(cookie.getValue(), client(request));
            if (use != null) {
                return hasOwn(request, use.credential()) ? null : use;
            }
        }
        return null;
    }

    private static boolean hasOwn(ServerHttpRequest request, HostCredential credential) {
        return credential.place() == Place.HEADER
                ? request.getHeaders().containsHeader(credential.name())
                : request.getCookies().containsKey(credential.name());
    }

    private Client client(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        @Nullable
        String address = remote == null || remote.getAddress() == null
                ? null
                : remote.getAddress().getHostAddress();
        return new Client(
                null,
                addresses.resolve(address, name -> headers.getOrEmpty(name)),
                headers.getFirst(HttpHeaders.USER_AGENT),
                ClientHints.of(headers::getFirst));
    }

    private static Mono<Void> refuse(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setCacheControl("no-store");
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(ConsoleRequests.unavailable())));
    }

    private Mono<Void> serve(@Nullable Use use, ServerWebExchange exchange, WebFilterChain chain) {
        if (use == null) {
            return chain.filter(exchange);
        }
        exchange.getAttributes().put(USE, use);
        ServerWebExchange repeated = exchange.mutate()
                .request(new RepeatedCredential(exchange.getRequest(), use.credential()))
                .response(new StreamsOfSession(exchange.getResponse(), use.local()))
                .build();
        return chain.filter(repeated)
                .then(Mono.<Void>fromRunnable(() -> conclude(exchange, use)).subscribeOn(Schedulers.boundedElastic()));
    }

    private void conclude(ServerWebExchange exchange, Use use) {
        boolean isAnswered = AnsweredExchanges.isAnswered(exchange);
        @Nullable HttpStatusCode code = exchange.getResponse().getStatusCode();
        int status = code == null ? HttpStatus.OK.value() : code.value();
        try {
            if (ConsoleRequests.isRefusal(status, isAnswered)) {
                sessions.refused(use);
            } else if (ConsoleRequests.isUse(exchange.getRequest().getPath().value(), isAnswered)) {
                sessions.accepted(use);
            }
        } catch (RuntimeException unavailable) {
            log.debug("Could not write the use of a session of the console", unavailable);
        }
    }
}
