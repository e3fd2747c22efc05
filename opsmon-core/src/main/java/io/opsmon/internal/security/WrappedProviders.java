package io.opsmon.internal.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Wraps every provider of every {@link ProviderManager} in an interceptor, including providers created by Spring
 * Security's configuration and beans of the host. Thread-safe.
 *
 * @since 0.1
 */
public final class WrappedProviders implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(WrappedProviders.class);

    private final Interceptor interceptor;

    /** Called before and after an authentication. */
    public interface Interceptor {

        /**
         * Called before a provider checks the credentials.
         *
         * @param request the credentials to authenticate
         * @throws AuthenticationException to reject the credentials
         */
        void before(Authentication request);

        /**
         * Called after a provider has authenticated the credentials.
         *
         * @param asked the credentials passed to {@link #before}
         * @param authenticated the result of the provider
         * @throws AuthenticationException to reject the authentication
         */
        void after(Authentication asked, Authentication authenticated);
    }

    /**
     * Creates the processor.
     *
     * @param interceptor the interceptor of each authentication
     */
    public WrappedProviders(Interceptor interceptor) {
        this.interceptor = interceptor;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof ProviderManager manager) {
            wrap(manager.getProviders());
        }
        return bean;
    }

    private void wrap(List<AuthenticationProvider> providers) {
        try {
            providers.replaceAll(provider -> provider instanceof Wrapped known && known.interceptor == interceptor
                    ? provider
                    : new Wrapped(provider, interceptor));
        } catch (UnsupportedOperationException immutable) {
            log.warn("Could not wrap the providers of a ProviderManager with an immutable list. Create the manager with"
                    + " new ProviderManager(provider, ...) or with a mutable list");
        }
    }

    private record Wrapped(AuthenticationProvider provider, Interceptor interceptor) implements AuthenticationProvider {

        @Override
        public @Nullable Authentication authenticate(Authentication authentication) throws AuthenticationException {
            interceptor.before(authentication);
            @Nullable Authentication result = provider.authenticate(authentication);
            if (result != null) {
                interceptor.after(authentication, result);
            }
            return result;
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return provider.supports(authentication);
        }
    }
}
