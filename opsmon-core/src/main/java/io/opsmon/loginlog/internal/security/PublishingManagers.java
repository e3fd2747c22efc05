package io.opsmon.loginlog.internal.security;

import java.lang.reflect.Field;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ReflectionUtils;

/**
 * Gives an event publisher to each {@link ProviderManager} bean that publishes nothing. A host that creates its manager
 * with {@code new ProviderManager(provider)} gets such a manager, whose sign-ins would not be recorded. Thread-safe.
 *
 * @since 0.1
 */
public final class PublishingManagers implements BeanPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(PublishingManagers.class);
    private static final String FIELD = "eventPublisher";

    private final Supplier<@Nullable AuthenticationEventPublisher> publisher;

    /**
     * Creates the processor.
     *
     * @param publisher provides the publisher at the first sign-in; null for none
     */
    public PublishingManagers(Supplier<@Nullable AuthenticationEventPublisher> publisher) {
        this.publisher = publisher;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof ProviderManager manager && isSilent(manager)) {
            manager.setAuthenticationEventPublisher(new Late(publisher));
        }
        return bean;
    }

    /** Spring Security has no method that returns the publisher. */
    private static boolean isSilent(ProviderManager manager) {
        try {
            @Nullable Field field = ReflectionUtils.findField(ProviderManager.class, FIELD);
            if (field == null) {
                return false;
            }
            ReflectionUtils.makeAccessible(field);
            @Nullable Object present = field.get(manager);
            // Spring Security's publisher of no events is private.
            return present == null || present.getClass().getEnclosingClass() == ProviderManager.class;
        } catch (ReflectiveOperationException | RuntimeException unreadable) {
            log.debug("Could not read the event publisher of a ProviderManager", unreadable);
            return false;
        }
    }

    private record Late(Supplier<@Nullable AuthenticationEventPublisher> publisher)
            implements AuthenticationEventPublisher {

        @Override
        public void publishAuthenticationSuccess(Authentication authentication) {
            @Nullable AuthenticationEventPublisher present = publisher.get();
            if (present != null) {
                present.publishAuthenticationSuccess(authentication);
            }
        }

        @Override
        public void publishAuthenticationFailure(AuthenticationException exception, Authentication authentication) {
            @Nullable AuthenticationEventPublisher present = publisher.get();
            if (present != null) {
                present.publishAuthenticationFailure(exception, authentication);
            }
        }
    }
}
