package io.opsmon.boot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.rememberme.InMemoryTokenRepositoryImpl;
import org.springframework.security.web.authentication.switchuser.SwitchUserFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A host with every way to sign in: a form with remember-me, HTTP Basic below {@code /basic}, JWT below {@code /api}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SecureHost {

    static final SecretKey KEY =
            new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

    /** Returns a token that the host accepts. */
    static String token(String username, Instant expiresAt) {
        return new NimbusJwtEncoder(new com.nimbusds.jose.jwk.source.ImmutableSecret<>(KEY))
                .encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(),
                        JwtClaimsSet.builder()
                                .subject(username)
                                .id(UUID.randomUUID().toString())
                                .issuedAt(Instant.now().minusSeconds(7_200))
                                .expiresAt(expiresAt)
                                .claim("scope", "shop")
                                .build()))
                .getTokenValue();
    }

    @Bean
    JwtDecoder decoder() {
        return NimbusJwtDecoder.withSecretKey(KEY)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain basic(HttpSecurity http) throws Exception {
        return http.securityMatcher("/basic/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    /** Issues remember-me cookies that can be used once. */
    @Bean
    @Order(3)
    SecurityFilterChain persistent(HttpSecurity http, UserDetailsService users) throws Exception {
        return http.securityMatcher("/persistent/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(form -> form.loginProcessingUrl("/persistent/login"))
                .rememberMe(remember -> remember.key("test")
                        .rememberMeCookieName("persistent")
                        .alwaysRemember(true)
                        .tokenRepository(new InMemoryTokenRepositoryImpl())
                        .userDetailsService(users))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain browser(
            HttpSecurity http, UserDetailsService users, org.springframework.context.ApplicationEventPublisher events)
            throws Exception {
        SwitchUserFilter switchUser = new SwitchUserFilter();
        switchUser.setUserDetailsService(users);
        switchUser.setTargetUrl("/page");
        switchUser.setApplicationEventPublisher(events);
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/login/impersonate")
                        .hasRole("OPSMON_ADMIN")
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults())
                .rememberMe(remember -> remember.key("test").userDetailsService(users))
                .logout(Customizer.withDefaults())
                .addFilter(switchUser)
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    UserDetailsService users() {
        InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(
                User.withUsername("alice")
                        .password("{noop}alice")
                        .authorities("ROLE_USER")
                        .build(),
                User.withUsername("bob")
                        .password("{noop}bob")
                        .authorities("ROLE_USER")
                        .build(),
                User.withUsername("carol")
                        .password("{noop}carol")
                        .authorities("ROLE_USER")
                        .build(),
                User.withUsername("reader")
                        .password("{noop}reader")
                        .authorities("opsmon:login-log:read")
                        .build(),
                User.withUsername("gone")
                        .password("{noop}gone")
                        .disabled(true)
                        .authorities("ROLE_USER")
                        .build(),
                User.withUsername("boss")
                        .password("{noop}boss")
                        .authorities("ROLE_OPSMON_ADMIN")
                        .build());
        return username -> {
            if (username.equals("slow")) {
                return slow();
            }
            return users.loadUserByUsername(username);
        };
    }

    private static org.springframework.security.core.userdetails.UserDetails slow() {
        try {
            Objects.requireNonNull(Pages.SLOW_SIGN_IN.get()).call();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        return User.withUsername("slow")
                .password("{noop}slow")
                .authorities("ROLE_USER")
                .build();
    }

    /** Receives the ends of sessions, with which a host can close its WebSockets. */
    record Ends(java.util.Queue<String> heard) {

        @org.springframework.context.event.EventListener
        void ended(io.opsmon.onlineuser.SessionTerminatedEvent ended) {
            heard.add(ended.ref());
        }
    }

    @Bean
    Ends ends() {
        return new Ends(new java.util.concurrent.ConcurrentLinkedQueue<>());
    }

    @RestController
    static class Pages {

        static final java.util.concurrent.atomic.AtomicInteger STREAMS =
                new java.util.concurrent.atomic.AtomicInteger();

        /** Runs when the user "slow" signs in, after the password was loaded. */
        static final java.util.concurrent.atomic.AtomicReference<java.util.concurrent.Callable<Void>> SLOW_SIGN_IN =
                new java.util.concurrent.atomic.AtomicReference<>(() -> null);

        @GetMapping("/stream")
        public org.springframework.web.servlet.mvc.method.annotation.SseEmitter stream() throws java.io.IOException {
            var emitter = new org.springframework.web.servlet.mvc.method.annotation.SseEmitter(60_000L);
            emitter.send("one");
            STREAMS.incrementAndGet();
            return emitter;
        }

        /** Changes the session after a pause that a test determines. */
        @GetMapping("/slow-page")
        public String slowPage(jakarta.servlet.http.HttpSession session) throws Exception {
            Objects.requireNonNull(SLOW_SIGN_IN.get()).call();
            session.setAttribute("slow", "changed");
            return "slow page";
        }

        @GetMapping("/short-session")
        public void shortSession(jakarta.servlet.http.HttpSession session) {
            session.setMaxInactiveInterval(1);
        }

        @GetMapping("/endless-session")
        public void endlessSession(jakarta.servlet.http.HttpSession session) {
            session.setMaxInactiveInterval(-1);
        }

        @GetMapping({"/page", "/api/page", "/basic/page", "/persistent/page"})
        public String page(java.security.Principal principal) {
            return principal.getName();
        }
    }
}
