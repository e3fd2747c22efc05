package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.ServletHttpExchange;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Finds the caller's own session in servlet hosts. */
@AutoConfiguration(after = OnlineUserSecurityAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(OnlineUserRegistry.class)
public final class ServletOwnSessionAutoConfiguration {

    ServletOwnSessionAutoConfiguration() {}

    @Bean
    OwnSession opsmonOwnSession(
            ObjectProvider<TokenSessions> tokens,
            ObjectProvider<CurrentHttpExchange> requests,
            SessionReference references) {
        return request -> {
            @Nullable String console = ofConsole(requests);
            @Nullable String token = console == null ? ofToken(tokens, requests) : console;
            return token == null ? ofSession(requests, references) : token;
        };
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
}
