package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tests that a token is one sign-in that is listed and can be terminated, with any security configuration of the host.
 */
@SpringBootTest(
        classes = TokenIdentityTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.datasource.url=jdbc:h2:mem:tokenidentity;DB_CLOSE_DELAY=-1",
            "opsmon.redis.enabled=false",
            "opsmon.online-users.store=memory",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class TokenIdentityTest {

    private static final SecretKey KEY =
            new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private OnlineUserStore store;

    @Autowired
    private LoginLogRepository logins;

    private static String token(String username, boolean expires) {
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
                .issuer("https://issuer")
                .subject(username)
                .issuedAt(Instant.now());
        if (expires) {
            claims.expiresAt(Instant.now().plusSeconds(600));
        }
        return new NimbusJwtEncoder(new ImmutableSecret<>(KEY))
                .encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims.build()))
                .getTokenValue();
    }

    private int status(String path, String authorization) throws Exception {
        return new TestBrowser(port)
                .with("Authorization", authorization)
                .get(path)
                .statusCode();
    }

    private OnlineSession listed(String username) {
        await().untilAsserted(() -> assertThat(
                        registry.find(OnlineUserQuery.ofUser(username)).items())
                .hasSize(1));
        return registry.find(OnlineUserQuery.ofUser(username)).items().get(0);
    }

    /**
     * Returns the token with another last character in its signature. Decoders ignore the unused bits of this
     * character.
     */
    private static String rewritten(String token) {
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int index = alphabet.indexOf(last);
        return token.substring(0, token.length() - 1) + alphabet.charAt(index ^ 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/converted", "/subclass", "/issuer", "/own"})
    void isOneLoginListedAndKicked(String chain) throws Exception {
        String username = "user-of-" + chain.substring(1);
        String token = token(username, true);
        for (int i = 0; i < 3; i++) {
            assertThat(status(chain + "/page", "Bearer " + token)).isEqualTo(200);
        }
        OnlineSession session = listed(username);
        assertThat(session.kind()).isEqualTo(SessionKind.TOKEN);
        assertThat(session.expiresAt()).isNotNull();
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .username(username)
                                .event(LoginEvent.LOGIN)
                                .build())
                        .items())
                .singleElement()
                .extracting(LoginLogEntry::method)
                .isEqualTo("BEARER_TOKEN"));

        registry.kickUser(username, null, "boss", null);

        assertThat(List.of("Bearer " + token, "bearer  " + token, "Bearer " + rewritten(token)))
                .allSatisfy(credential ->
                        assertThat(status(chain + "/page", credential)).isEqualTo(401));
        assertThat(status(chain + "/page", "Bearer " + token("another-" + username, true)))
                .isEqualTo(200);
    }

    @Test
    void keepsTheKickOfATokenWithoutExpiryForGood() throws Exception {
        assertThat(status("/subclass/page", "Bearer " + token("endless", false)))
                .isEqualTo(200);
        OnlineSession session = listed("endless");

        registry.kick(session.ref(), "boss", null);

        assertThat(store.kicks(Instant.now().plus(Duration.ofDays(36_500))))
                .contains(new Kick(session.ref(), Kick.FOREVER));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        JwtDecoder decoder() {
            return NimbusJwtDecoder.withSecretKey(KEY)
                    .macAlgorithm(MacAlgorithm.HS256)
                    .build();
        }

        private static HttpSecurity stateless(HttpSecurity http, String path) throws Exception {
            return http.securityMatcher(path)
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(csrf -> csrf.disable());
        }

        private static SecurityFilterChain converting(
                HttpSecurity http, String path, Converter<Jwt, AbstractAuthenticationToken> converter)
                throws Exception {
            return stateless(http, path)
                    .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(converter)))
                    .build();
        }

        @Bean
        @Order(1)
        SecurityFilterChain converted(HttpSecurity http) throws Exception {
            return converting(
                    http,
                    "/converted/**",
                    jwt -> UsernamePasswordAuthenticationToken.authenticated(
                            Objects.requireNonNull(jwt.getSubject()), null, AuthorityUtils.NO_AUTHORITIES));
        }

        @Bean
        @Order(2)
        SecurityFilterChain subclass(HttpSecurity http) throws Exception {
            return converting(http, "/subclass/**", OwnToken::new);
        }

        @Bean
        @Order(3)
        SecurityFilterChain issuer(HttpSecurity http, JwtDecoder decoder) throws Exception {
            Map<String, AuthenticationManager> managers =
                    Map.of("https://issuer", new JwtAuthenticationProvider(decoder)::authenticate);
            return stateless(http, "/issuer/**")
                    .oauth2ResourceServer(
                            server -> server.authenticationManagerResolver(new JwtIssuerAuthenticationManagerResolver(
                                    issuer -> Objects.requireNonNull(managers.get(issuer)))))
                    .build();
        }

        @Bean
        @Order(4)
        SecurityFilterChain own(HttpSecurity http, JwtDecoder decoder) throws Exception {
            return stateless(http, "/own/**")
                    .addFilterBefore(new OwnFilter(decoder), UsernamePasswordAuthenticationFilter.class)
                    .exceptionHandling(failures ->
                            failures.authenticationEntryPoint((request, response, failure) -> response.sendError(401)))
                    .build();
        }

        @RestController
        static class Pages {

            @GetMapping({"/converted/page", "/subclass/page", "/issuer/page", "/own/page"})
            public String page() {
                return "page";
            }
        }
    }

    private static final class OwnToken extends JwtAuthenticationToken {
        private static final long serialVersionUID = 1;

        OwnToken(Jwt jwt) {
            super(jwt, AuthorityUtils.NO_AUTHORITIES);
        }
    }

    /** A filter as many hosts implement it. */
    private static final class OwnFilter extends OncePerRequestFilter {

        private final JwtDecoder decoder;

        OwnFilter(JwtDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String header = request.getHeader("Authorization");
            if (header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
                Jwt jwt = decoder.decode(header.substring("bearer ".length()).strip());
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                Objects.requireNonNull(jwt.getSubject()), null, AuthorityUtils.NO_AUTHORITIES));
            }
            chain.doFilter(request, response);
        }
    }
}
