package io.opsmon.loginlog.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.loginlog.guard.AttemptGuard;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Puts the guard in front of every provider of every {@link ProviderManager}, those that Spring Security's configuration makes and the host's own beans: a locked sign-in fails with {@link LoginLockedException} before anybody looks at the
 * password. Bearer tokens, cookies and certificates are not guessed and pass. Thread-safe.
 *
 * @since 0.1
 */
public final class GuardedProviders implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(GuardedProviders.class);

    private final Supplier<@Nullable AttemptGuard> guard;
    private final Supplier<CurrentRequest> request;

    /**
     * Makes the processor.
     *
     * @param guard gives the guard when somebody first signs in; null for none
     * @param request gives what knows the current request
     */
    public GuardedProviders(Supplier<@Nullable AttemptGuard> guard, Supplier<CurrentRequest> request) {
        this.guard = guard;
        this.request = request;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ProviderManager manager ? guarded(manager) : bean;
    }

    private ProviderManager guarded(ProviderManager manager) {
        List<AuthenticationProvider> providers = manager.getProviders();
        try {
            providers.replaceAll(
                    provider -> provider instanceof Guarded ? provider : new Guarded(provider, guard, request));
        } catch (UnsupportedOperationException immutable) {
            log.warn(
                    "A ProviderManager with an immutable list of providers is not guarded against guessing: make it with"
                            + " new ProviderManager(provider, ...) or a list that can be changed");
        }
        return manager;
    }

    private record Guarded(
            AuthenticationProvider provider, Supplier<@Nullable AttemptGuard> guard, Supplier<CurrentRequest> request)
            implements AuthenticationProvider {

        @Override
        public @Nullable Authentication authenticate(Authentication authentication) throws AuthenticationException {
            @Nullable AttemptGuard present = guard.get();
            if (present != null && authentication.getPrincipal() instanceof String username) {
                @Nullable ClientRequest current = request.get().get();
                String method = Methods.of(authentication, current);
                if (!method.equals(LoginMethod.BEARER_TOKEN) && !method.equals(LoginMethod.PRE_AUTHENTICATED)) {
                    present.lock(username, current == null ? null : current.clientIp())
                            .ifPresent(lock -> {
                                throw new LoginLockedException(lock);
                            });
                }
            }
            return provider.authenticate(authentication);
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return provider.supports(authentication);
        }
    }
}
