package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.http.ReactiveHttpExchange;
import io.opsmon.http.Credential;
import io.opsmon.http.HttpExchange;
import io.opsmon.onlineuser.LocalSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/** Reads and ends the sessions of a reactive host. Thread-safe. */
final class WebSessions {

    private static final Logger log = LoggerFactory.getLogger(WebSessions.class);

    private final WebSessionManager manager;

    WebSessions(WebSessionManager manager) {
        this.manager = manager;
    }

    /** Returns whether a request may belong to a session. The look-up of a missing session would create a session. */
    boolean isNamedBy(ServerWebExchange exchange) {
        return !(manager instanceof DefaultWebSessionManager known)
                || !known.getSessionIdResolver().resolveSessionIds(exchange).isEmpty();
    }

    /** Returns the session that a host reads from a request without its terminated session. */
    Mono<WebSession> other(ServerWebExchange withoutSession) {
        return manager.getSession(withoutSession).cache();
    }

    /** Returns the cookies and headers of a request that contain the id of a session. */
    static List<Credential> placesOf(String sessionId, ServerHttpRequest request) {
        List<Credential> places = new ArrayList<>(1);
        request.getCookies()
                .forEach((name, cookies) -> cookies.stream()
                        .filter(cookie -> cookie.getValue().equals(sessionId))
                        .forEach(cookie -> places.add(Credential.cookie(name, sessionId))));
        request.getHeaders().forEach((name, values) -> {
            if (values.contains(sessionId)) {
                places.add(Credential.header(name, sessionId));
            }
        });
        return places;
    }

    /** Ends a session in the host's store; a failure has no effect on the termination. */
    static Mono<Void> end(WebSession session) {
        return session.invalidate()
                .doOnError(failure -> log.debug("A terminated session stays in the host's store", failure))
                .onErrorComplete();
    }

    /** Ends the container's session with its termination, while no request is being served. */
    static void note(WebSession session, LocalSession local) {
        local.invalidatedBy(() -> {
            var unused = end(session).subscribe();
        });
    }

    /** Notes the session that the current request has registered. */
    static void registered(HttpExchange request, LocalSession local) {
        @Nullable WebSession session = request instanceof ReactiveHttpExchange reactive ? reactive.session() : null;
        if (session != null) {
            note(session, local);
        }
    }
}
