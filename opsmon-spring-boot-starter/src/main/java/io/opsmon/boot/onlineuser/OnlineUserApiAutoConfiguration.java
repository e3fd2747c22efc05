package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.ServletHttpExchange;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKickedEvent;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;

/** Configures the REST API of online users. Reactive hosts have no sessions in the registry yet. */
@AutoConfiguration(after = {OnlineUserSecurityAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean({ApiRoutes.class, OpsmonAccess.class, OnlineUserRegistry.class})
public final class OnlineUserApiAutoConfiguration {

    OnlineUserApiAutoConfiguration() {}

    @Bean
    Capability opsmonOnlineUserCapability() {
        return new Capability("online-users");
    }

    @Bean
    OnlineUserRoutes opsmonOnlineUserRoutes(
            OpsmonAccess access,
            OnlineUserRegistry registry,
            ObjectProvider<TokenSessions> tokens,
            ObjectProvider<CurrentHttpExchange> requests,
            SessionReference references,
            ObjectProvider<Clock> clock) {
        return new OnlineUserRoutes(
                access,
                registry,
                request -> {
                    @Nullable String console = ofConsole(requests);
                    @Nullable String token = console == null ? ofToken(tokens, requests) : console;
                    return token == null ? ofSession(requests, references) : token;
                },
                clock.getIfUnique(Clock::systemUTC));
    }

    /** Before the token, because a session of the console repeats its token. */
    private static @Nullable String ofConsole(ObjectProvider<CurrentHttpExchange> requests) {
        @Nullable CurrentHttpExchange source = requests.getIfAvailable();
        @Nullable
        HttpServletRequest request =
                source != null && source.get() instanceof ServletHttpExchange exchange ? exchange.request() : null;
        ConsoleSessions.@Nullable Use use = request == null ? null : ConsoleCredentialFilter.use(request);
        return use == null ? null : use.ref();
    }

    /** The stored reference, or the reference with which a host registers its sessions itself. */
    private static @Nullable String ofSession(
            ObjectProvider<CurrentHttpExchange> requests, SessionReference references) {
        @Nullable CurrentHttpExchange source = requests.getIfAvailable();
        @Nullable HttpSession session = source == null ? null : HttpSessions.of(source.get());
        if (session == null) {
            return null;
        }
        @Nullable String stored = HttpSessions.reference(session);
        return stored == null ? references.of(session.getId()) : stored;
    }

    private static @Nullable String ofToken(
            ObjectProvider<TokenSessions> tokens, ObjectProvider<CurrentHttpExchange> requests) {
        @Nullable TokenSessions known = tokens.getIfAvailable();
        @Nullable CurrentHttpExchange source = requests.getIfAvailable();
        @Nullable HttpExchange request = source == null ? null : source.get();
        return known == null || request == null ? null : known.own(request);
    }

    @Bean
    OverviewPart opsmonOnlineUserOverview(OnlineUserRoutes routes) {
        return routes.overview();
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
