package io.opsmon.boot;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tests online users in a host with Spring MVC. */
@SpringBootTest(
        classes = ServletOnlineUsersTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=servlet")
class ServletOnlineUsersTest extends OnlineUsersContract {

    @Override
    String sessionCookie() {
        return "JSESSIONID";
    }

    @Override
    int streams() {
        return Pages.STREAMS.get();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        JwtDecoder decoder() {
            return new SecureHost().decoder();
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

        @Bean
        @Order(3)
        SecurityFilterChain browser(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/hand-sign-in")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .formLogin(Customizer.withDefaults())
                    .addFilterBefore(new OwnTokens(), AuthorizationFilter.class)
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return Host::user;
        }

        private static UserDetails user(String username) {
            return OnlineUsersContract.user(username);
        }

        @Bean
        AuthenticationManager manager(AuthenticationConfiguration configuration) throws Exception {
            return configuration.getAuthenticationManager();
        }

        @Bean
        Pages pages(AuthenticationManager manager) {
            return new Pages(manager);
        }
    }

    /** A filter of the host for tokens of its own. */
    static final class OwnTokens extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String token = Objects.requireNonNullElse(request.getHeader("X-Token"), "");
            if (token.startsWith("token-of-")) {
                UserDetails user = OnlineUsersContract.user(token.split("-")[2]);
                SecurityContextHolder.getContext()
                        .setAuthentication(
                                UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
            }
            chain.doFilter(request, response);
        }
    }

    @RestController
    static class Pages {

        static final AtomicInteger STREAMS = new AtomicInteger();

        private final AuthenticationManager manager;

        Pages(AuthenticationManager manager) {
            this.manager = manager;
        }

        @GetMapping({"/page", "/api/page", "/basic/page", "/own/page"})
        public String page(Principal principal) {
            return principal.getName();
        }

        @GetMapping("/slow-page")
        public String slowPage() throws Exception {
            Objects.requireNonNull(SLOW_PAGE.get()).call();
            return "slow page";
        }

        @GetMapping("/stream")
        public SseEmitter stream() throws IOException {
            SseEmitter emitter = new SseEmitter(600_000L);
            emitter.send("one");
            STREAMS.incrementAndGet();
            return emitter;
        }

        @PostMapping("/hand-sign-in")
        public ResponseEntity<String> signIn(
                String username, String password, HttpServletRequest request, HttpServletResponse response) {
            try {
                Authentication user =
                        manager.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password));
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(user);
                if (request.getSession(false) != null) {
                    request.changeSessionId();
                }
                new HttpSessionSecurityContextRepository().saveContext(context, request, response);
                return ResponseEntity.ok(user.getName());
            } catch (AuthenticationException refused) {
                return ResponseEntity.status(HttpStatus.UNAUTHORIZED).body("refused");
            }
        }
    }
}
