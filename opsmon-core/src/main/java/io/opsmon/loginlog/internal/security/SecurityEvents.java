package io.opsmon.loginlog.internal.security;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.SessionAttributes;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.TokenUse;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.Attempt;
import io.opsmon.loginlog.guard.AttemptGuard;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.rememberme.CookieTheftException;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.security.web.authentication.switchuser.AuthenticationSwitchUserEvent;
import org.springframework.security.web.session.HttpSessionDestroyedEvent;

/**
 * Records Spring Security's events, and reports failures and successes to the guard.
 *
 * <p>A success is recorded when its request has been served. By then, the method is known (a form or an endpoint of the
 * host), and the session has its id after the protection against fixation. A sign-in without a session may have issued
 * a token, and is joined with the first use of the token. A client that authenticates with every request, by token or
 * HTTP Basic, is recorded at its first request. Thread-safe; a failure in this class does not fail a sign-in.
 *
 * @since 0.1
 */
public final class SecurityEvents implements GenericApplicationListener, TokenUse {

    private final LoginLogRecorder recorder;
    private final CurrentHttpExchange requests;
    private final RecentClients recentClients;
    private final @Nullable AttemptGuard guard;
    private final SessionPresence presence;
    private final Clock clock;
    private final Supplier<@Nullable Credentials> credentials;
    private final BooleanSupplier tokensAreSessions;
    private final TokenLogins tokens;
    private final LoginResolvers resolvers;

    /** The sign-in of one request. */
    private static final class Pending {
        private @Nullable Authentication authentication;
        private String method = LoginMethod.PASSWORD;
        private @Nullable Instant at;
        private @Nullable String sessionBefore;
        private boolean signedOut;
        private boolean judged;
        private boolean checkedToken;
    }

    /**
     * Creates the listener.
     *
     * @param recorder the recorder of login logs
     * @param requests provides the current request
     * @param recentClients the clients seen recently
     * @param guard counts failures; null for none
     * @param presence checks the announced end of a session
     * @param clock the clock of sign-ins
     * @param credentials provides the tokens of requests; null for none
     * @param tokensAreSessions returns whether {@link #accepted} is called for each token
     * @param resolvers resolves reasons and users
     */
    public SecurityEvents(
            LoginLogRecorder recorder,
            CurrentHttpExchange requests,
            RecentClients recentClients,
            @Nullable AttemptGuard guard,
            SessionPresence presence,
            Clock clock,
            Supplier<@Nullable Credentials> credentials,
            BooleanSupplier tokensAreSessions,
            LoginResolvers resolvers) {
        this.recorder = recorder;
        this.requests = requests;
        this.recentClients = recentClients;
        this.guard = guard;
        this.presence = presence;
        this.clock = clock;
        this.credentials = credentials;
        this.tokensAreSessions = tokensAreSessions;
        this.resolvers = resolvers;
        this.tokens = new TokenLogins(recorder, recentClients);
    }

    @Override
    public boolean supportsEventType(ResolvableType type) {
        Class<?> event = type.toClass();
        return AbstractAuthenticationEvent.class.isAssignableFrom(event)
                || SessionDestroyedEvent.class.isAssignableFrom(event);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof AuthenticationSuccessEvent success) {
            succeeded(success.getAuthentication());
        } else if (event instanceof InteractiveAuthenticationSuccessEvent interactive) {
            interactive(interactive.getAuthentication());
        } else if (event instanceof AbstractAuthenticationFailureEvent failure) {
            failed(failure.getAuthentication(), failure.getException());
        } else if (event instanceof LogoutSuccessEvent logout) {
            signedOut(logout.getAuthentication());
        } else if (event instanceof SessionFixationProtectionEvent fixation) {
            @Nullable Pending pending = pending(requests.get());
            if (pending != null) {
                pending.sessionBefore = fixation.getOldSessionId();
            }
        } else if (event instanceof AuthenticationSwitchUserEvent switched) {
            switched(switched);
        } else if (event instanceof SessionDestroyedEvent destroyed) {
            sessionEnded(destroyed);
        }
    }

    private static @Nullable Pending pending(@Nullable HttpExchange request) {
        return request == null ? null : request.attribute(Pending.class, Pending::new);
    }

    private void succeeded(Authentication authentication) {
        if (Methods.isAnonymous(authentication)) {
            return;
        }
        @Nullable HttpExchange request = requests.get();
        @Nullable Pending pending = pending(request);
        if (pending != null) {
            pending.judged = true;
        }
        String method = method(authentication, request);
        if (Methods.comesWithEveryRequest(method)) {
            if (!method.equals(LoginMethod.BEARER_TOKEN) || !tokensAreSessions.getAsBoolean()) {
                seen(authentication, method, request);
            }
            return;
        }
        if (request == null || pending == null) {
            recorder.record(
                    Login.success(PrincipalName.required(authentication)).method(method));
            return;
        }
        boolean first = pending.authentication == null;
        pending.authentication = authentication;
        pending.method = method;
        if (first) {
            pending.at = clock.instant();
            request.whenServed(() -> record(pending, request));
        }
    }

    /** Returns the method, regardless of the type in which a filter of the host hands a token to its provider. */
    private String method(Authentication authentication, @Nullable HttpExchange request) {
        @Nullable Credentials known = credentials.get();
        if (known != null && known.isTokenOf(authentication, request)) {
            return LoginMethod.BEARER_TOKEN;
        }
        return Methods.of(authentication, request);
    }

    @Override
    public void accepted(
            Authentication authentication, String reference, boolean first, @Nullable HttpExchange request) {
        @Nullable Pending pending = pending(request);
        if (pending != null && pending.authentication != null) {
            // The success before was the check of this token.
            pending.checkedToken = true;
        }
        tokens.accepted(authentication, reference, first, request);
    }

    @Override
    public void refused(String reference, HttpExchange request) {
        tokens.refused(reference, request);
    }

    /**
     * Records a token that was not in the store of online users.
     *
     * @param reference the reference of the token
     * @param otherwise the login, for a token of which this class has not seen the first use
     */
    public void started(String reference, Login otherwise) {
        tokens.started(reference, otherwise);
    }

    private void seen(Authentication authentication, String method, @Nullable HttpExchange request) {
        @Nullable Login login = recentClients.first(authentication, request, recorder);
        if (login != null) {
            recorder.record(login.method(method));
        }
    }

    /** Published by the filters of forms and redirects, in addition to the success. */
    private void interactive(Authentication authentication) {
        @Nullable Pending pending = pending(requests.get());
        if (pending != null) {
            pending.authentication = authentication;
            if (pending.method.equals(LoginMethod.PASSWORD)) {
                pending.method = LoginMethod.FORM;
            }
        }
    }

    private void record(Pending pending, HttpExchange request) {
        @Nullable Authentication authentication = pending.authentication;
        if (authentication == null || pending.checkedToken) {
            return;
        }
        String username = PrincipalName.required(authentication);
        Login login =
                Login.success(username).at(pending.at).method(pending.method).session(request.sessionId());
        if (pending.sessionBefore != null) {
            login.extra("sessionBefore", recorder.referenceOf(pending.sessionBefore));
        }
        if (request.isSessionOfUser()) {
            recorder.record(login);
        } else {
            recorder.recordJoinable(login, TokenLogins.client(username, request));
        }
    }

    private void failed(Authentication authentication, AuthenticationException exception) {
        @Nullable HttpExchange request = requests.get();
        String method = method(authentication, request);
        boolean isToken = method.equals(LoginMethod.BEARER_TOKEN);
        // The principal of a bearer token is the token itself.
        @Nullable String typed = isToken ? null : Methods.nameOf(authentication);
        @Nullable String user = resolvers.user(typed);
        FailureReason reason = resolvers.reason(exception, typed);
        Login login = Login.failure(user, reason)
                .method(Methods.withForm(method, request))
                .message(exception.getMessage())
                .extra("typedName", Objects.equals(typed, user) ? null : typed);
        @Nullable Pending pending = pending(request);
        if (request != null && pending != null && reason == FailureReason.UNSUPPORTED) {
            // A manager reports this failure if its parent supports no such logins, although one of its own providers
            // has decided.
            login.at(clock.instant());
            request.whenServed(() -> {
                if (!pending.judged) {
                    recorder.record(login);
                }
            });
            return;
        }
        if (pending != null) {
            pending.judged = true;
        }
        recorder.record(login);
        if (guard != null && !isToken) {
            judged(guard, authentication, Reasons.isGuess(reason));
        }
    }

    /** Counts an attempt that the guard does not know, because the manager's providers are not wrapped. */
    private void judged(AttemptGuard present, Authentication asked, boolean guess) {
        Optional<Attempt> known = present.of(asked);
        if (!guess) {
            known.ifPresent(Attempt::giveBack);
            return;
        }
        @Nullable HttpExchange request = requests.get();
        known.orElseGet(() -> present.begin(
                        asked,
                        resolvers.counted(Methods.nameOf(asked)),
                        request == null ? null : request.clientIp(),
                        request == null ? null : request.wholeClientIp()))
                .failed();
    }

    /**
     * Records the refusal of a remember-me cookie that was used before and counts as stolen; Spring Security publishes
     * no event for this refusal.
     *
     * @param failure the exception that ended the request
     */
    public void refused(CookieTheftException failure) {
        recorder.record(Login.failure(null, FailureReason.COOKIE_THEFT)
                .method(LoginMethod.REMEMBER_ME)
                .message(failure.getMessage()));
    }

    private void switched(AuthenticationSwitchUserEvent event) {
        @Nullable UserDetails target = event.getTargetUser();
        recorder.record(Login.of(LoginEvent.SWITCH_USER, target == null ? null : target.getUsername())
                .actor(PrincipalName.required(event.getAuthentication())));
    }

    private void signedOut(Authentication authentication) {
        @Nullable HttpExchange request = requests.get();
        @Nullable Pending pending = pending(request);
        if (pending != null) {
            pending.signedOut = true;
        }
        // The session has ended by now.
        recorder.record(Login.of(LoginEvent.LOGOUT, PrincipalName.required(authentication))
                .session(request == null ? null : request.requestedSessionId()));
    }

    /**
     * Records the end of a session by itself. A session that ends with a sign-out, or is replaced by a sign-in, is
     * recorded already.
     */
    private void sessionEnded(SessionDestroyedEvent event) {
        if (event instanceof HttpSessionDestroyedEvent http
                && http.getSession().getAttribute(SessionAttributes.KICKED) != null) {
            return;
        }
        if (presence.isPresent(event.getId())) {
            return;
        }
        @Nullable HttpExchange request = requests.get();
        if (request == null) {
            expired(event);
            return;
        }
        @Nullable Pending pending = pending(request);
        request.whenServed(() -> {
            if (pending != null && !pending.signedOut && pending.authentication == null) {
                expired(event);
            }
        });
    }

    private void expired(SessionDestroyedEvent event) {
        for (SecurityContext context : event.getSecurityContexts()) {
            @Nullable Authentication authentication = context.getAuthentication();
            if (authentication != null && !Methods.isAnonymous(authentication)) {
                recorder.record(Login.of(LoginEvent.SESSION_EXPIRED, PrincipalName.required(authentication))
                        .session(event.getId()));
            }
        }
    }
}
