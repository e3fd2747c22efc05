package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.Caller;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.ThreadHttpExchange;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

/**
 * The caller of a reactive request. The current credential is the security context of the session, or the
 * authentication of the request. The session is read from the host's store, because an exchange keeps a copy.
 */
final class ReactiveCaller implements Caller {

    private static final Logger log = LoggerFactory.getLogger(ReactiveCaller.class);
    private static final String ATTRIBUTE = "SPRING_SECURITY_CONTEXT";
    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContextHolder", ReactiveCaller.class.getClassLoader());

    private final @Nullable String sessionId;
    private final @Nullable WebSessionStore store;
    private final Duration patience;
    private final boolean isOfSession;
    private final @Nullable Object first;
    private final @Nullable HttpExchange request;

    private ReactiveCaller(@Nullable WebSession session, @Nullable WebSessionStore store, Duration patience) {
        this.sessionId = session == null ? null : session.getId();
        this.store = store;
        this.patience = patience;
        this.isOfSession = session != null && session.getAttribute(ATTRIBUTE) != null;
        this.first = SECURITY_PRESENT ? Security.current() : null;
        this.request = ThreadHttpExchange.current();
    }

    /** Creates the caller on a thread that may block and has the caller's security context. */
    static ReactiveCaller of(ServerWebExchange exchange, Duration patience) {
        @Nullable WebSession session = exchange.getSession().block(patience);
        return new ReactiveCaller(session != null && session.isStarted() ? session : null, store(exchange), patience);
    }

    private static @Nullable WebSessionStore store(ServerWebExchange exchange) {
        @Nullable ApplicationContext context = exchange.getApplicationContext();
        String name = WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME;
        return context != null
                        && context.containsBean(name)
                        && context.getBean(name) instanceof DefaultWebSessionManager manager
                ? manager.getSessionStore()
                : null;
    }

    @Override
    public boolean isStill(BooleanSupplier check) {
        try {
            @Nullable Object security = first;
            if (sessionId != null && store != null) {
                @Nullable WebSession session = store.retrieveSession(sessionId).block(patience);
                if (session == null || session.isExpired()) {
                    return false;
                }
                security = isOfSession ? session.getAttribute(ATTRIBUTE) : first;
            }
            return SECURITY_PRESENT ? Security.permits(security, () -> isGranted(check)) : isGranted(check);
        } catch (RuntimeException ended) {
            log.debug("The caller of an event stream has lost the session or a permission", ended);
            return false;
        }
    }

    /** Checks with the request, from which the host may know its user. */
    private boolean isGranted(BooleanSupplier check) {
        Runnable leave = ThreadHttpExchange.enter(request);
        try {
            return check.getAsBoolean();
        } finally {
            leave.run();
        }
    }

    /** Loaded only if the host has Spring Security. */
    private static final class Security {

        /** Returns a copy, because the thread's context is cleared. */
        static Object current() {
            SecurityContext copy = SecurityContextHolder.createEmptyContext();
            copy.setAuthentication(SecurityContextHolder.getContext().getAuthentication());
            return copy;
        }

        static boolean permits(@Nullable Object security, BooleanSupplier check) {
            if (!(security instanceof SecurityContext current)) {
                return false;
            }
            SecurityContextHolder.setContext(current);
            try {
                return check.getAsBoolean();
            } finally {
                SecurityContextHolder.clearContext();
            }
        }
    }
}
