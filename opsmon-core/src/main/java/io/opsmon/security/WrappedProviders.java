package io.opsmon.security;

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
 * Stands around every provider of every {@link ProviderManager}, those that Spring Security's configuration makes and
 * the host's own beans. Thread-safe.
 *
 * @since 0.1
 */
public final class WrappedProviders implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(WrappedProviders.class);

    private final Interceptor interceptor;

    /** What is done around an authentication. */
    public interface Interceptor {

        /**
         * Before anybody looks at the credentials.
         *
         * @param request what is to be authenticated
         * @throws AuthenticationException to refuse it
         */
        void before(Authentication request);

        /**
         * After a provider has believed them.
         *
         * @param asked the credentials, as they were given to {@link #before}
         * @param authenticated what it made of them
         * @throws AuthenticationException to refuse it nevertheless
         */
        void after(Authentication asked, Authentication authenticated);
    }

    /**
     * Makes the processor.
     *
     * @param interceptor is called around each authentication
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
            log.warn(
                    "opsmon cannot stand around the providers of a ProviderManager with an immutable list: make it with"
                            + " new ProviderManager(provider, ...) or a list that can be changed");
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
