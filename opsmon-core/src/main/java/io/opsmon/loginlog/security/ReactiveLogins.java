package io.opsmon.loginlog.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.AttemptGuard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Stands around a reactive authentication manager, since reactive Spring Security publishes no events: records logins and failures, and asks the guard first. Where managers stand in managers, the outermost tells. The request is found in Reactor's context under the class {@link ClientRequest}. The guard's store blocks and is asked on
 * another thread; recording does not. Thread-safe.
 *
 * @since 0.1
 */
public final class ReactiveLogins implements ReactiveAuthenticationManager {

    private final ReactiveAuthenticationManager manager;
    private final LoginLogRecorder recorder;
    private final Sightings sightings;
    private final @Nullable AttemptGuard guard;

    /**
     * Stands around a manager.
     *
     * @param manager the host's
     * @param recorder records
     * @param sightings knows who has been seen
     * @param guard counts failures; null for none
     */
    public ReactiveLogins(
            ReactiveAuthenticationManager manager,
            LoginLogRecorder recorder,
            Sightings sightings,
            @Nullable AttemptGuard guard) {
        this.manager = manager;
        this.recorder = recorder;
        this.sightings = sightings;
        this.guard = guard;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        return Mono.deferContextual(context -> {
            if (context.hasKey(ReactiveLogins.class)) {
                return manager.authenticate(authentication);
            }
            Optional<ClientRequest> request = context.getOrEmpty(ClientRequest.class);
            return authenticate(authentication, request.orElse(null))
                    .contextWrite(inner -> inner.put(ReactiveLogins.class, true));
        });
    }

    private Mono<Authentication> authenticate(Authentication asked, @Nullable ClientRequest request) {
        String method = Methods.withForm(Methods.of(asked, request), request);
        return unlocked(asked, method, request)
                .then(Mono.defer(() -> manager.authenticate(asked)))
                .flatMap(authenticated ->
                        succeeded(authenticated, method, request).thenReturn(authenticated))
                .onErrorResume(
                        AuthenticationException.class,
                        failure -> failed(asked, failure, method, request).then(Mono.error(failure)));
    }

    /** A token cannot be guessed. */
    private @Nullable AttemptGuard guardOf(String method) {
        return method.equals(LoginMethod.BEARER_TOKEN) ? null : guard;
    }

    private static @Nullable String ip(@Nullable ClientRequest request) {
        return request == null ? null : request.clientIp();
    }

    private Mono<Void> unlocked(Authentication asked, String method, @Nullable ClientRequest request) {
        @Nullable AttemptGuard present = guardOf(method);
        return present == null
                ? Mono.empty()
                : blocking(() -> present.lock(asked.getName(), ip(request)).ifPresent(lock -> {
                    throw new LoginLockedException(lock);
                }));
    }

    private static Mono<Void> blocking(Runnable call) {
        return Mono.fromRunnable(call).subscribeOn(Schedulers.boundedElastic()).then();
    }

    private Mono<Void> succeeded(Authentication authenticated, String method, @Nullable ClientRequest request) {
        if (Methods.comesWithEveryRequest(method)) {
            @Nullable Login seen = sightings.first(authenticated, request, recorder);
            if (seen != null) {
                recorder.record(login(seen, method, request));
            }
        } else {
            Login login = login(Login.success(authenticated.getName()), method, request);
            if (request == null) {
                recorder.record(login);
            } else {
                // Then its session has the id that it keeps.
                request.whenDone(() -> recorder.record(login.session(request.sessionId())));
            }
        }
        @Nullable AttemptGuard present = guardOf(method);
        return present == null ? Mono.empty() : blocking(() -> present.succeeded(authenticated.getName(), ip(request)));
    }

    private Mono<Void> failed(
            Authentication asked, AuthenticationException failure, String method, @Nullable ClientRequest request) {
        FailureReason reason = Reasons.of(failure);
        // The principal of a bearer token is the token.
        @Nullable String username = method.equals(LoginMethod.BEARER_TOKEN) ? null : Methods.nameOf(asked);
        recorder.record(login(Login.failure(username, reason), method, request).message(failure.getMessage()));
        @Nullable AttemptGuard present = guardOf(method);
        return present == null || !Reasons.isGuess(reason)
                ? Mono.empty()
                : blocking(() -> present.failed(username, ip(request)));
    }

    private static Login login(Login login, String method, @Nullable ClientRequest request) {
        login.method(method);
        return request == null ? login : login.client(LoginClient.of(request));
    }
}
