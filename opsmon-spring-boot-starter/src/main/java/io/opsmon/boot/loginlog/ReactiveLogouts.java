package io.opsmon.boot.loginlog;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.LogoutWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Wraps the logout filter of every reactive security chain. The filter publishes no event, but reads the principal
 * before the sign-out.
 */
final class ReactiveLogouts implements BeanPostProcessor {

    private final ObjectProvider<LoginLogRecorder> recorder;

    ReactiveLogouts(ObjectProvider<LoginLogRecorder> recorder) {
        this.recorder = recorder;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof SecurityWebFilterChain chain ? new Chain(chain, recorder) : bean;
    }

    private record Chain(SecurityWebFilterChain chain, ObjectProvider<LoginLogRecorder> recorder)
            implements SecurityWebFilterChain {

        @Override
        public Mono<Boolean> matches(ServerWebExchange exchange) {
            return chain.matches(exchange);
        }

        @Override
        public Flux<WebFilter> getWebFilters() {
            return chain.getWebFilters()
                    .map(filter -> filter instanceof LogoutWebFilter ? new Around(filter, recorder) : filter);
        }
    }

    private record Around(WebFilter logout, ObjectProvider<LoginLogRecorder> recorder) implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            AtomicReference<Login> asked = new AtomicReference<>();
            ServerWebExchange noting = new ServerWebExchangeDecorator(exchange) {
                /** Called only by a sign-out. */
                @Override
                @SuppressWarnings("unchecked") // As in the overridden method.
                public <T extends Principal> Mono<T> getPrincipal() {
                    return super.getPrincipal()
                            .flatMap(principal -> signOut(principal, exchange)
                                    .doOnNext(asked::set)
                                    .thenReturn((T) principal));
                }
            };
            return logout.filter(noting, passed -> chain.filter(exchange)).doOnSuccess(done -> {
                Login signedOut = asked.get();
                if (signedOut != null) {
                    recorder.getObject().record(signedOut);
                }
            });
        }

        /** Reads principal and session before the sign-out, because both are unknown when the filter has finished. */
        private static Mono<Login> signOut(Principal principal, ServerWebExchange exchange) {
            if (principal instanceof AnonymousAuthenticationToken) {
                return Mono.empty();
            }
            Login login = Login.of(LoginEvent.LOGOUT, PrincipalName.required(principal));
            return Mono.deferContextual(context -> {
                context.<HttpExchange>getOrEmpty(HttpExchange.class)
                        .ifPresent(request -> login.client(LoginClient.of(request)));
                return exchange.getSession()
                        .map(session -> session.isStarted() ? login.session(session.getId()) : login)
                        .defaultIfEmpty(login);
            });
        }
    }
}
