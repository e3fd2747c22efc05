package io.opsmon.boot.http;

import io.opsmon.internal.http.SessionPresence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/** Checks with Spring Session whether a session without expiry has really ended. */
@AutoConfiguration
@ConditionalOnClass(SessionRepository.class)
public final class SpringSessionPresenceAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SpringSessionPresenceAutoConfiguration.class);

    SpringSessionPresenceAutoConfiguration() {}

    @Bean
    SessionPresence opsmonSessionPresence(ObjectProvider<SessionRepository<? extends Session>> repositories) {
        return sessionId -> {
            try {
                @Nullable SessionRepository<? extends Session> repository = repositories.getIfUnique();
                @Nullable Session session = repository == null ? null : repository.findById(sessionId);
                return session != null && session.getMaxInactiveInterval().isNegative();
            } catch (RuntimeException unreadable) {
                log.debug("Spring Session could not read a session. The session counts as ended", unreadable);
                return false;
            }
        };
    }
}
