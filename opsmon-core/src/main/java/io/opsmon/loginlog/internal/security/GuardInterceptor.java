package io.opsmon.loginlog.internal.security;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.WrappedProviders;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.Attempt;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.security.LoginLockedException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Calls the guard before every provider: a locked sign-in fails with {@link LoginLockedException} before the password
 * is checked. Bearer tokens, cookies and certificates cannot be guessed and pass. Thread-safe.
 *
 * @since 0.1
 */
public final class GuardInterceptor implements WrappedProviders.Interceptor {

    private final Supplier<@Nullable AttemptGuard> guard;
    private final Supplier<CurrentHttpExchange> request;
    private final Supplier<@Nullable Credentials> credentials;
    private final Supplier<LoginResolvers> resolvers;

    /**
     * Creates the interceptor.
     *
     * @param guard provides the guard at the first sign-in; null for none
     * @param request provides the source of the current request
     * @param credentials provides the tokens of requests; null for none
     * @param resolvers provides the users of typed names
     */
    public GuardInterceptor(
            Supplier<@Nullable AttemptGuard> guard,
            Supplier<CurrentHttpExchange> request,
            Supplier<@Nullable Credentials> credentials,
            Supplier<LoginResolvers> resolvers) {
        this.guard = guard;
        this.request = request;
        this.credentials = credentials;
        this.resolvers = resolvers;
    }

    @Override
    public void before(Authentication authentication) {
        BearerToken.asked(authentication, request.get().get());
        @Nullable AttemptGuard present = guard.get();
        if (present != null && authentication.getPrincipal() instanceof String username) {
            @Nullable HttpExchange current = request.get().get();
            @Nullable Credentials known = credentials.get();
            if (known != null && known.isCarried(authentication, current)) {
                return;
            }
            String method = Methods.of(authentication, current);
            if (!method.equals(LoginMethod.BEARER_TOKEN) && !method.equals(LoginMethod.PRE_AUTHENTICATED)) {
                present.begin(
                                authentication,
                                resolvers.get().counted(username),
                                current == null ? null : current.clientIp(),
                                current == null ? null : current.wholeClientIp())
                        .refusal()
                        .ifPresent(lock -> {
                            throw new LoginLockedException(lock);
                        });
            }
        }
    }

    @Override
    public void after(Authentication asked, Authentication authenticated) {
        @Nullable AttemptGuard present = guard.get();
        @Nullable Attempt attempt = present == null ? null : present.of(asked).orElse(null);
        if (present == null || attempt == null) {
            return;
        }
        attempt.succeeded();
        @Nullable String user = PrincipalName.of(authenticated);
        if (asked.getPrincipal() instanceof String typed && user != null && !user.equals(typed)) {
            boolean known = user.equals(resolvers.get().counted(typed));
            resolvers.get().learn(typed, user);
            @Nullable HttpExchange current = request.get().get();
            if (!known && current != null) {
                // Failures may have been counted under the user's other name before.
                present.begin(user, current.clientIp(), current.wholeClientIp()).succeeded();
            }
        }
    }
}
