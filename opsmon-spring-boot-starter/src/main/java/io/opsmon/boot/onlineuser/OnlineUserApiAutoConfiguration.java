package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.log.LogPage;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKickedEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;

/** Configures the REST API of online users. */
@AutoConfiguration(
        after = {ServletOwnSessionAutoConfiguration.class, OpsmonWebAutoConfiguration.class},
        afterName = "io.opsmon.boot.onlineuser.reactive.ReactiveOwnSessionAutoConfiguration")
@ConditionalOnBean({ApiRoutes.class, OpsmonAccess.class, OnlineUserRegistry.class, OwnSession.class})
public final class OnlineUserApiAutoConfiguration {

    OnlineUserApiAutoConfiguration() {}

    @Bean
    Capability opsmonOnlineUserCapability() {
        return new Capability("online-users");
    }

    @Bean
    OnlineUserRoutes opsmonOnlineUserRoutes(
            OpsmonAccess access, OnlineUserRegistry registry, OwnSession ownSession, ObjectProvider<Clock> clock) {
        return new OnlineUserRoutes(access, registry, ownSession, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    RouteGroup opsmonMySessionRoutes(
            OpsmonAccess access, OnlineUserRegistry registry, OwnSession ownSession, ObjectProvider<Clock> clock) {
        return new MySessionRoutes(access, registry, ownSession, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    OverviewPart opsmonOnlineUserOverview(OnlineUserRoutes routes) {
        return routes.overview();
    }

    @Bean
    MenuCount opsmonSessionCount(OnlineUserRegistry registry) {
        return new MenuCount(
                "sessions", OpsmonPermissions.ONLINE_USER_READ, () -> new LogPage.Total(registry.count(), true));
    }

    /** Publishes the termination of a session as an operation of the operator. */
    @Bean
    ApplicationListener<PayloadApplicationEvent<SessionKickedEvent>> opsmonKickOperations(
            ApplicationEventPublisher events) {
        return new KickOperations(events);
    }

    private record KickOperations(ApplicationEventPublisher events)
            implements ApplicationListener<PayloadApplicationEvent<SessionKickedEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<SessionKickedEvent> event) {
            SessionKickedEvent kicked = event.getPayload();
            if (kicked.actor() == null) {
                return;
            }
            Map<String, String> extra = new HashMap<>();
            if (kicked.reason() != null) {
                extra.put("reason", kicked.reason());
            }
            events.publishEvent(new AdministrativeOperation(
                    "KICK",
                    "terminated a session of " + kicked.session().username()
                            + (kicked.reason() == null ? "" : ": " + kicked.reason()),
                    "online-user",
                    kicked.session().ref(),
                    extra));
        }
    }
}
