package io.opsmon.loginlog.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.Attempt;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.security.LoginLockedException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Wraps a reactive authentication manager, since reactive Spring Security publishes no events: records logins and
 * failures, and calls the guard first. In nested managers, only the outermost wrapper records. The request is read from
 * Reactor's context under the class {@link HttpExchange}. The guard's store blocks and is called on another thread;
 * recording does not block. Thread-safe.
 *
 * @since 0.1
 */
public final class ReactiveLogins implements ReactiveAuthenticationManager {

    private final ReactiveAuthenticationManager manager;
    private final LoginLogRecorder recorder;
    private final RecentClients recentClients;
    private final @Nullable AttemptGuard guard;
    private final LoginResolvers resolvers;
    private final Tokens tokens;

    /**
     * The tokens of requests.
     *
     * @param credentials provides the tokens of requests; null for none
     * @param areSessions returns whether tokens are recorded as sessions, and not as sign-ins of this class
     */
    public record Tokens(Supplier<@Nullable Credentials> credentials, BooleanSupplier areSessions) {

        private boolean includes(Authentication authentication, @Nullable HttpExchange request) {
            @Nullable Credentials known = credentials.get();
            return known != null && known.isTokenOf(authentication, request);
        }
    }

    /**
     * Wraps a manager.
     *
     * @param manager the host's manager
     * @param recorder the recorder of login logs
     * @param recentClients the clients seen recently
     * @param guard counts failures; null for none
     * @param resolvers resolves reasons and users
     * @param tokens the tokens of requests
     */
    public ReactiveLogins(
            ReactiveAuthenticationManager manager,
            LoginLogRecorder recorder,
            RecentClients recentClients,
            @Nullable AttemptGuard guard,
            LoginResolvers resolvers,
            Tokens tokens) {
        this.tokens = tokens;
        this.manager = manager;
        this.recorder = recorder;
        this.recentClients = recentClients;
        this.guard = guard;
        this.resolvers = resolvers;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        return Mono.deferContextual(context -> {
            if (context.hasKey(ReactiveLogins.class)) {
                return manager.authenticate(authentication);
            }
            Optional<HttpExchange> request = context.getOrEmpty(HttpExchange.class);
            return authenticate(authentication, request.orElse(null))
                    .contextWrite(inner -> inner.put(ReactiveLogins.class, true));
        });
    }

    private Mono<Authentication> authenticate(Authentication asked, @Nullable HttpExchange request) {
        BearerToken.asked(asked, request);
        String method = tokens.includes(asked, request)
                ? LoginMethod.BEARER_TOKEN
                : Methods.withForm(Methods.of(asked, request), request);
        AtomicReference<@Nullable Attempt> attempt = new AtomicReference<>();
        return unlocked(asked, method, request, attempt)
                .then(Mono.defer(() -> manager.authenticate(asked)))
                .flatMap(authenticated -> succeeded(asked, authenticated, method, request, attempt.get())
                        .thenReturn(authenticated))
                // A manager without a result leaves the decision to another manager.
                .switchIfEmpty(Mono.defer(() -> givenBack(attempt.get()).then(Mono.empty())))
                .onErrorResume(failure -> (failure instanceof AuthenticationException refusal
                                ? failed(asked, refusal, method, request, attempt.get())
                                : givenBack(attempt.get()))
                        .then(Mono.error(failure)));
    }

    private static Mono<Void> givenBack(@Nullable Attempt attempt) {
        return attempt == null ? Mono.empty() : blocking(attempt::giveBack);
    }

    /** Returns no guard for bearer tokens and certificates, which cannot be guessed. */
    private @Nullable AttemptGuard guardOf(String method) {
        return method.equals(LoginMethod.BEARER_TOKEN) || method.equals(LoginMethod.PRE_AUTHENTICATED) ? null : guard;
    }

    private Mono<Void> unlocked(
            Authentication asked,
            String method,
            @Nullable HttpExchange request,
            AtomicReference<@Nullable Attempt> attempt) {
        @Nullable AttemptGuard present = guardOf(method);
        return present == null
                ? Mono.empty()
                : blocking(() -> {
                    Attempt begun = present.begin(
                            resolvers.counted(PrincipalName.required(asked)),
                            request == null ? null : request.clientIp(),
                            request == null ? null : request.wholeClientIp());
                    attempt.set(begun);
                    begun.refusal().ifPresent(lock -> {
                        throw new LoginLockedException(lock);
                    });
                });
    }

    private static Mono<Void> blocking(Runnable call) {
        return Mono.fromRunnable(call).subscribeOn(Schedulers.boundedElastic()).then();
    }

    private Mono<Void> succeeded(
            Authentication asked,
            Authentication authenticated,
            String method,
            @Nullable HttpExchange request,
            @Nullable Attempt attempt) {
        if (!method.equals(LoginMethod.BEARER_TOKEN) || !tokens.areSessions().getAsBoolean()) {
            record(authenticated, method, request);
        }
        return attempt == null ? Mono.empty() : blocking(() -> succeeded(attempt, asked, authenticated, request));
    }

    private void record(Authentication authenticated, String method, @Nullable HttpExchange request) {
        if (Methods.comesWithEveryRequest(method)) {
            @Nullable Login seen = recentClients.first(authenticated, request, recorder);
            if (seen != null) {
                recorder.record(login(seen, method, request));
            }
            return;
        }
        String username = PrincipalName.required(authenticated);
        Login login = login(Login.success(username), method, request);
        if (request == null) {
            recorder.record(login);
            return;
        }
        // The session has its final id by then.
        request.whenServed(() -> {
            login.session(request.sessionId());
            if (request.isSessionOfUser()) {
                recorder.record(login);
            } else {
                recorder.recordJoinable(login, TokenLogins.client(username, request));
            }
        });
    }

    private void succeeded(
            Attempt attempt, Authentication asked, Authentication authenticated, @Nullable HttpExchange request) {
        attempt.succeeded();
        @Nullable String user = PrincipalName.of(authenticated);
        @Nullable String typed = Methods.nameOf(asked);
        if (guard == null || user == null || typed == null || user.equals(typed)) {
            return;
        }
        boolean known = user.equals(resolvers.counted(typed));
        resolvers.learn(typed, user);
        if (!known && request != null) {
            // Failures may have been counted under the user's other name before.
            guard.begin(user, request.clientIp(), request.wholeClientIp()).succeeded();
        }
    }

    private Mono<Void> failed(
            Authentication asked,
            AuthenticationException failure,
            String method,
            @Nullable HttpExchange request,
            @Nullable Attempt attempt) {
        // On another thread, because a resolver of the host may block.
        return blocking(() -> {
            // The principal of a bearer token is the token itself.
            @Nullable String typed = method.equals(LoginMethod.BEARER_TOKEN) ? null : Methods.nameOf(asked);
            @Nullable String user = resolvers.user(typed);
            FailureReason reason = resolvers.reason(failure, typed);
            recorder.record(login(Login.failure(user, reason), method, request)
                    .message(failure.getMessage())
                    .extra("typedName", Objects.equals(typed, user) ? null : typed));
            if (attempt != null && Reasons.isGuess(reason)) {
                attempt.failed();
            } else if (attempt != null) {
                attempt.giveBack();
            }
        });
    }

    private static Login login(Login login, String method, @Nullable HttpExchange request) {
        login.method(method);
        return request == null ? login : login.client(LoginClient.of(request));
    }
}
