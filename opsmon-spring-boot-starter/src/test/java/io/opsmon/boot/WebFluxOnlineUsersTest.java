package io.opsmon.boot;

import java.security.Principal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UserDetailsRepositoryReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tests online users in a host with WebFlux on Netty. */
@SpringBootTest(
        classes = WebFluxOnlineUsersTest.OnNetty.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class WebFluxOnlineUsersTest extends OnlineUsersContract {

    @Override
    String sessionCookie() {
        return "SESSION";
    }

    @Override
    int streams() {
        return Pages.STREAMS.get();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Host.class)
    static class OnNetty {

        @Bean
        NettyReactiveWebServerFactory server() {
            return new NettyReactiveWebServerFactory(0);
        }
    }

    /** The host, without its server. */
    static class Host {

        @Bean
        ReactiveJwtDecoder decoder() {
            return NimbusReactiveJwtDecoder.withSecretKey(SecureHost.KEY).build();
        }

        @Bean
        @Order(1)
        SecurityWebFilterChain api(ServerHttpSecurity http) {
            return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/api/**"))
                    .authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain basic(ServerHttpSecurity http) {
            return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/basic/**"))
                    .authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        @Order(3)
        SecurityWebFilterChain browser(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/hand-sign-in")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .formLogin(Customizer.withDefaults())
                    .addFilterBefore(new OwnTokens(), SecurityWebFiltersOrder.AUTHORIZATION)
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        ReactiveUserDetailsService users() {
            return username -> Mono.fromSupplier(() -> OnlineUsersContract.user(username));
        }

        @Bean
        ReactiveAuthenticationManager manager(ReactiveUserDetailsService users) {
            return new UserDetailsRepositoryReactiveAuthenticationManager(users);
        }

        @Bean
        Pages pages(ReactiveAuthenticationManager manager) {
            return new Pages(manager);
        }
    }

    /** A filter of the host for tokens of its own. */
    static final class OwnTokens implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            @Nullable String token = exchange.getRequest().getHeaders().getFirst("X-Token");
            if (token == null || !token.startsWith("token-of-")) {
                return chain.filter(exchange);
            }
            UserDetails user = OnlineUsersContract.user(token.split("-")[2]);
            return chain.filter(exchange)
                    .contextWrite(ReactiveSecurityContextHolder.withAuthentication(
                            UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities())));
        }
    }

    @RestController
    static class Pages {

        static final AtomicInteger STREAMS = new AtomicInteger();

        private final ReactiveAuthenticationManager manager;
        private final WebSessionServerSecurityContextRepository contexts =
                new WebSessionServerSecurityContextRepository();

        Pages(ReactiveAuthenticationManager manager) {
            this.manager = manager;
        }

        @GetMapping({"/page", "/api/page", "/basic/page", "/own/page"})
        public Mono<String> page(Principal principal) {
            return Mono.just(principal.getName());
        }

        @GetMapping("/slow-page")
        public Mono<String> slowPage() {
            return Mono.fromCallable(() -> {
                        Objects.requireNonNull(SLOW_PAGE.get()).call();
                        return "slow page";
                    })
                    .subscribeOn(Schedulers.boundedElastic());
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        public Flux<String> stream() {
            return Flux.just("one")
                    .concatWith(Flux.interval(Duration.ofMillis(50)).map(String::valueOf))
                    .doOnNext(event -> STREAMS.incrementAndGet());
        }

        @PostMapping("/hand-sign-in")
        public Mono<ResponseEntity<String>> signIn(
                @RequestParam String username, @RequestParam String password, ServerWebExchange exchange) {
            return manager.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password))
                    .flatMap(user -> contexts.save(exchange, new SecurityContextImpl(user))
                            .thenReturn(ResponseEntity.ok(user.getName())))
                    .onErrorResume(
                            AuthenticationException.class,
                            refused -> Mono.just(ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                                    .body("refused")));
        }
    }
}
