package io.opsmon.loginlog.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.security.BearerToken;
import java.util.Locale;
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
        @Nullable String ip = request == null ? null : request.clientIp();
        String method = method(asked, request);
        boolean guarded = guard != null && !method.equals(LoginMethod.BEARER_TOKEN);
        return (guarded ? unlocked(asked, ip) : Mono.just(true))
                .flatMap(free -> manager.authenticate(asked))
                .flatMap(authenticated ->
                        succeeded(authenticated, method, request).thenReturn(authenticated))
                .onErrorResume(
                        AuthenticationException.class,
                        failure -> failed(asked, failure, method, request).then(Mono.error(failure)));
    }

    private static String method(Authentication asked, @Nullable ClientRequest request) {
        String method = Methods.of(asked, request);
        @Nullable String type = request == null ? null : request.header("Content-Type");
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return method.equals(LoginMethod.PASSWORD) && form ? LoginMethod.FORM : method;
    }

    private Mono<Boolean> unlocked(Authentication asked, @Nullable String ip) {
        return blocking(() -> {
                    Optional<AttemptLock> lock = guard == null ? Optional.empty() : guard.lock(asked.getName(), ip);
                    lock.ifPresent(each -> {
                        throw new LoginLockedException(each);
                    });
                })
                .thenReturn(true);
    }

    private static Mono<Void> blocking(Runnable call) {
        return Mono.fromRunnable(call).subscribeOn(Schedulers.boundedElastic()).then();
    }

    private Mono<Void> succeeded(Authentication authenticated, String method, @Nullable ClientRequest request) {
        if (Methods.comesWithEveryRequest(method)) {
            @Nullable BearerToken token = BearerToken.of(authenticated, request);
            String who = token != null
                    ? token.identity()
                    : authenticated.getName()
                            + '\n'
                            + (request == null ? "" : request.clientIp() + "\n" + request.userAgent());
            if (sightings.isFirst(recorder.referenceOf(who))) {
                recorder.record(login(Login.success(authenticated.getName()), method, request)
                        .session(token == null ? null : token.identity()));
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
        AttemptGuard present = guard;
        return present == null || method.equals(LoginMethod.BEARER_TOKEN)
                ? Mono.empty()
                : blocking(
                        () -> present.succeeded(authenticated.getName(), request == null ? null : request.clientIp()));
    }

    private Mono<Void> failed(
            Authentication asked, AuthenticationException failure, String method, @Nullable ClientRequest request) {
        FailureReason reason = Reasons.of(failure);
        boolean isToken = method.equals(LoginMethod.BEARER_TOKEN);
        @Nullable String username = isToken || asked.getName().isEmpty() ? null : asked.getName();
        recorder.record(login(Login.failure(username, reason), method, request).message(failure.getMessage()));
        AttemptGuard present = guard;
        return present == null || isToken || !Reasons.isGuess(reason)
                ? Mono.empty()
                : blocking(() -> present.failed(username, request == null ? null : request.clientIp()));
    }

    private static Login login(Login login, String method, @Nullable ClientRequest request) {
        login.method(method);
        return request == null
                ? login
                : login.client(new LoginClient(request.clientIp(), request.userAgent(), request.hints()));
    }
}
