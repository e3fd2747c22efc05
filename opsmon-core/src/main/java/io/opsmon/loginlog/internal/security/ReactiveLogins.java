package io.opsmon.loginlog.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
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

    /**
     * Wraps a manager.
     *
     * @param manager the host's manager
     * @param recorder the recorder of login logs
     * @param recentClients the clients seen recently
     * @param guard counts failures; null for none
     * @param resolvers resolves reasons and users
     */
    public ReactiveLogins(
            ReactiveAuthenticationManager manager,
            LoginLogRecorder recorder,
            RecentClients recentClients,
            @Nullable AttemptGuard guard,
            LoginResolvers resolvers) {
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
        String method = Methods.withForm(Methods.of(asked, request), request);
        AtomicReference<@Nullable Attempt> attempt = new AtomicReference<>();
        return unlocked(asked, method, request, attempt)
                .then(Mono.defer(() -> manager.authenticate(asked)))
                .flatMap(authenticated ->
                        succeeded(authenticated, method, request, attempt.get()).thenReturn(authenticated))
                .onErrorResume(
                        AuthenticationException.class,
                        failure -> failed(asked, failure, method, request, attempt.get())
                                .then(Mono.error(failure)));
    }

    /** Returns no guard for bearer tokens, which cannot be guessed. */
    private @Nullable AttemptGuard guardOf(String method) {
        return method.equals(LoginMethod.BEARER_TOKEN) ? null : guard;
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
            Authentication authenticated, String method, @Nullable HttpExchange request, @Nullable Attempt attempt) {
        if (Methods.comesWithEveryRequest(method)) {
            @Nullable Login seen = recentClients.first(authenticated, request, recorder);
            if (seen != null) {
                recorder.record(login(seen, method, request));
            }
        } else {
            Login login = login(Login.success(PrincipalName.required(authenticated)), method, request);
            if (request == null) {
                recorder.record(login);
            } else {
                // The session has its final id by then.
                request.whenServed(() -> recorder.record(login.session(request.sessionId())));
            }
        }
        return attempt == null ? Mono.empty() : blocking(attempt::succeeded);
    }

    private Mono<Void> failed(
            Authentication asked,
            AuthenticationException failure,
            String method,
            @Nullable HttpExchange request,
            @Nullable Attempt attempt) {
        // The principal of a bearer token is the token itself.
        @Nullable String typed = method.equals(LoginMethod.BEARER_TOKEN) ? null : Methods.nameOf(asked);
        @Nullable String user = resolvers.user(typed);
        FailureReason reason = resolvers.reason(failure, typed);
        recorder.record(login(Login.failure(user, reason), method, request)
                .message(failure.getMessage())
                .extra("typedName", Objects.equals(typed, user) ? null : typed));
        if (attempt == null) {
            return Mono.empty();
        }
        return blocking(Reasons.isGuess(reason) ? attempt::failed : attempt::giveBack);
    }

    private static Login login(Login login, String method, @Nullable HttpExchange request) {
        login.method(method);
        return request == null ? login : login.client(LoginClient.of(request));
    }
}
