package io.opsmon.boot.onlineuser;

import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.internal.springsession.SpringSessionStore;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/** Uses Spring Session to determine existing sessions. */
@AutoConfiguration(after = OnlineUserAutoConfiguration.class)
@ConditionalOnClass(SessionRepository.class)
@ConditionalOnBean(OnlineUserRegistry.class)
public final class OnlineUserSpringSessionAutoConfiguration {

    OnlineUserSpringSessionAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static SpringSessionStores opsmonSpringSessionStores(
            ObjectProvider<SessionRepository<? extends Session>> sessions,
            ObjectProvider<SessionReference> references,
            ObjectProvider<OnlineUserProperties> properties,
            ObjectProvider<Clock> clock) {
        return new SpringSessionStores(sessions, references, properties, clock);
    }

    /** Wraps the session store of the host. */
    record SpringSessionStores(
            ObjectProvider<SessionRepository<? extends Session>> sessions,
            ObjectProvider<SessionReference> references,
            ObjectProvider<OnlineUserProperties> properties,
            ObjectProvider<Clock> clock)
            implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (!(bean instanceof OnlineUserStore store)) {
                return bean;
            }
            @Nullable SessionRepository<? extends Session> repository = sessions.getIfUnique();
            return repository == null ? bean : over(store, repository);
        }

        private <S extends Session> OnlineUserStore over(OnlineUserStore store, SessionRepository<S> repository) {
            return new SpringSessionStore<>(
                    store,
                    repository,
                    references.getObject(),
                    properties.getObject().touchInterval(),
                    clock.getIfUnique(Clock::systemUTC));
        }
    }
}
