package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.UsernameResolver;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionLimit.OnExceed;
import io.opsmon.onlineuser.SessionPolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tests tokens that a filter of the host checks, in headers and cookies, and sign-in routes that issue such tokens. */
@SpringBootTest(
        classes = HostTokenTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.datasource.url=jdbc:h2:mem:hosttoken;DB_CLOSE_DELAY=-1",
            "opsmon.redis.enabled=false",
            "opsmon.online-users.store=memory",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.tokens.headers=Authorization,X-Token,token",
            "opsmon.tokens.cookies=auth",
            "opsmon.client.trusted-proxies=127.0.0.1,::1",
            // All tests fail from one address, and each expects entries of its own.
            "opsmon.login-log.flood.per-address=500",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class HostTokenTest {

    private static final String API = "/opsmon/api/v1/online-users";
    private static final String NOT_SIGNED_IN = "{\"code\":401,\"msg\":\"please sign in\"}";

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private SessionReference references;

    @Autowired
    private AttemptGuard guard;

    private TestBrowser browser() {
        return new TestBrowser(port);
    }

    private String signIn(TestBrowser browser, String username) throws Exception {
        return browser.send("POST", "/login?username=" + username + "&password=secret", "")
                .body();
    }

    private String page(String header, String value) throws Exception {
        return browser().with(header, value).get("/page").body();
    }

    private List<OnlineSession> sessions(String username) {
        return registry.find(OnlineUserQuery.ofUser(username)).items();
    }

    private OnlineSession listed(String username) {
        await().untilAsserted(() -> assertThat(sessions(username)).hasSize(1));
        return sessions(username).get(0);
    }

    private List<LoginLogEntry> loginsOf(String username) {
        return logins.find(LoginLogFilter.builder()
                        .username(username)
                        .event(LoginEvent.LOGIN)
                        .build())
                .items();
    }

    @Test
    void recordsASignInRouteAndItsTokenAsOneLoginWithItsSession() throws Exception {
        TestBrowser browser = browser();
        String token = signIn(browser, "jane");
        for (int i = 0; i < 3; i++) {
            assertThat(page("Authorization", "Bearer " + token)).isEqualTo("jane");
        }

        OnlineSession session = listed("jane");
        await().untilAsserted(() -> assertThat(loginsOf("jane")).hasSize(1));
        // A token that no sign-in has issued is recorded after the sign-in of "jane" would have been recorded twice.
        page("Authorization", "Bearer " + Host.issue("marker-of-jane"));
        await().untilAsserted(() -> assertThat(loginsOf("marker-of-jane")).hasSize(1));
        assertThat(loginsOf("jane")).singleElement().satisfies(entry -> {
            assertThat(entry.method()).isEqualTo("PASSWORD");
            assertThat(entry.sessionReference()).isEqualTo(session.ref());
        });
        assertThat(loginsOf("marker-of-jane"))
                .singleElement()
                .extracting(LoginLogEntry::method)
                .isEqualTo("BEARER_TOKEN");
    }

    @Test
    void recordsASignInWhoseTokenIsNotUsed() throws Exception {
        signIn(browser(), "unused");

        await().untilAsserted(() -> assertThat(loginsOf("unused"))
                .singleElement()
                .extracting(LoginLogEntry::method)
                .isEqualTo("PASSWORD"));
        assertThat(sessions("unused")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer TOKEN, bearer  TOKEN",
        "Authorization, TOKEN, Bearer TOKEN",
        "X-Token, TOKEN, TOKEN",
        "token, TOKEN, ' TOKEN '",
        "Cookie, auth=TOKEN, other=1; auth=TOKEN"
    })
    void listsAndTerminatesATokenInAnyPlace(String header, String value, String otherNotation) throws Exception {
        String username = ("user-" + header + value.length()).toLowerCase(java.util.Locale.ROOT);
        String token = Host.issue(username);
        assertThat(page(header, value.replace("TOKEN", token))).isEqualTo(username);
        assertThat(page(header, otherNotation.replace("TOKEN", token))).isEqualTo(username);
        OnlineSession session = listed(username);
        assertThat(session.kind()).isEqualTo(SessionKind.TOKEN);
        await().untilAsserted(() -> assertThat(loginsOf(username)).hasSize(1));

        assertThat(registry.kick(session.ref(), "boss", null)).isPresent();

        assertThat(page(header, value.replace("TOKEN", token))).isEqualTo(NOT_SIGNED_IN);
        assertThat(page(header, otherNotation.replace("TOKEN", token))).isEqualTo(NOT_SIGNED_IN);
        String next = Host.issue(username);
        assertThat(page(header, value.replace("TOKEN", next))).isEqualTo(username);
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .reason(FailureReason.KICKED)
                                .sessionReference(session.ref())
                                .build())
                        .items())
                .hasSize(1));
    }

    @Test
    void marksAndProtectsTheTokenOfTheCaller() throws Exception {
        TestBrowser boss = browser().with("X-Token", Host.issue("boss"));
        String own = listedRef(boss);

        assertThat(boss.json(API + "/" + own).get("current").asBoolean()).isTrue();
        assertThat(boss.send("DELETE", API + "/" + own, "").statusCode()).isEqualTo(409);
        assertThat(boss.send("DELETE", API + "?username=boss", "").statusCode()).isEqualTo(200);
        assertThat(boss.get("/page").body()).isEqualTo("boss");
        assertThat(boss.send("DELETE", API + "/" + own + "?self=true", "").statusCode())
                .isEqualTo(200);
        assertThat(boss.get("/page").body()).isEqualTo(NOT_SIGNED_IN);
    }

    private String listedRef(TestBrowser boss) throws Exception {
        await().untilAsserted(() ->
                assertThat(boss.json(API + "?username=boss").get("items")).isNotEmpty());
        return boss.json(API + "?username=boss")
                .get("items")
                .valueStream()
                .filter(item -> item.get("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .get("ref")
                .asString();
    }

    @Test
    void listsNoTokenThatTheHostHasNotAccepted() throws Exception {
        assertThat(page("Authorization", "Bearer guessed")).isEqualTo(NOT_SIGNED_IN);
        assertThat(browser().with("X-Token", "guessed").get("/public").body()).isEqualTo("public");

        page("X-Token", Host.issue("marker"));
        listed("marker");
        assertThat(registry.get(references.of("guessed"))).isEmpty();
    }

    @Test
    void listsOneSessionHoweverManyOtherTokensComeWithIt() throws Exception {
        String token = Host.issue("noisy");
        for (int i = 0; i < 4; i++) {
            assertThat(browser()
                            .with("Authorization", "Bearer garbage-" + i)
                            .with("X-Token", token)
                            .get("/page")
                            .body())
                    .isEqualTo("noisy");
        }
        OnlineSession session = listed("noisy");

        registry.kick(session.ref(), "boss", null);

        assertThat(browser()
                        .with("Authorization", "Bearer garbage-9")
                        .with("X-Token", token)
                        .get("/page")
                        .body())
                .isEqualTo(NOT_SIGNED_IN);
        assertThat(page("X-Token", token)).isEqualTo(NOT_SIGNED_IN);
        assertThat(sessions("noisy")).isEmpty();
    }

    @Test
    void recordsATokenThatAProviderOfTheHostChecksAsOneLogin() throws Exception {
        String token = Host.issue("provided");
        for (int i = 0; i < 4; i++) {
            assertThat(browser()
                            .with("Authorization", "Provider " + token)
                            .get("/page")
                            .body())
                    .isEqualTo("provided");
        }
        OnlineSession session = listed("provided");
        await().untilAsserted(() -> assertThat(loginsOf("provided"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.method()).isEqualTo("BEARER_TOKEN");
                    assertThat(entry.sessionReference()).isEqualTo(session.ref());
                }));

        browser().with("Authorization", "Provider " + UUID.randomUUID()).get("/page");
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .method("BEARER_TOKEN")
                                .reason(FailureReason.BAD_CREDENTIALS)
                                .build())
                        .items())
                .singleElement()
                .extracting(LoginLogEntry::username)
                .isNull());
    }

    @Test
    void limitsTheTokensOfAUser() throws Exception {
        String first = Host.issue("limited");
        assertThat(page("X-Token", first)).isEqualTo("limited");
        OnlineSession oldest = listed("limited");

        String second = Host.issue("limited");
        assertThat(page("X-Token", second)).isEqualTo("limited");

        await().untilAsserted(() -> assertThat(registry.isKicked(oldest.ref())).isTrue());
        assertThat(page("X-Token", first)).isEqualTo(NOT_SIGNED_IN);
        assertThat(page("X-Token", second)).isEqualTo("limited");
    }

    private void fail(String username) throws Exception {
        browser().send("POST", "/login?username=" + username + "&password=wrong", "");
    }

    @Test
    void readsTheHostsExceptionForAWrongPasswordAndCountsIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            fail("wrapped");
        }

        await().untilAsserted(() -> assertThat(loginsOf("wrapped")).hasSize(5));
        assertThat(loginsOf("wrapped")).extracting(LoginLogEntry::reason).containsOnly(FailureReason.BAD_CREDENTIALS);
        assertThat(guard.locks(100)).extracting(AttemptLock::username).contains("wrapped");
    }

    @Test
    void countsAllNamesOfAUserTogetherAndForgetsThemOnSuccess() throws Exception {
        for (int i = 0; i < 3; i++) {
            fail("1001@example.org");
        }
        assertThat(signIn(browser(), "1001@example.org")).isNotBlank();
        assertThat(signIn(browser(), "nick-1001")).isNotBlank();
        for (int i = 0; i < 4; i++) {
            fail(i % 2 == 0 ? "1001@example.org" : "nick-1001");
        }
        assertThat(guard.locks(100)).extracting(AttemptLock::username).doesNotContain("1001");

        fail("nick-1001");

        assertThat(guard.locks(100)).extracting(AttemptLock::username).contains("1001");
        assertThat(guard.locks(100)).extracting(AttemptLock::username).doesNotContain("nick-1001");
    }

    @Test
    void showsTheUserOfATypedName() throws Exception {
        for (int i = 0; i < 5; i++) {
            fail(i % 2 == 0 ? "mail-of-2002" : "phone-of-2002");
        }

        await().untilAsserted(() -> assertThat(loginsOf("2002")).hasSize(5));
        assertThat(loginsOf("2002"))
                .extracting(entry -> entry.extra().get("typedName"))
                .contains("mail-of-2002", "phone-of-2002");
        assertThat(guard.locks(100)).extracting(AttemptLock::username).contains("2002");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

        static String issue(String username) {
            String token = UUID.randomUUID().toString();
            TOKENS.put(token, username);
            return token;
        }

        /** The host's own exception. */
        private static final class ServiceException extends RuntimeException {
            private static final long serialVersionUID = 1;

            ServiceException(String message) {
                super(message);
            }
        }

        static UserDetails user(String username) {
            if (username.equals("wrapped")) {
                throw new ServiceException("用户不存在/密码错误");
            }
            return User.withUsername(username.contains("1001") ? "1001" : username)
                    .password("{noop}secret")
                    .authorities(username.equals("boss") ? "ROLE_OPSMON_ADMIN" : "ROLE_USER")
                    .build();
        }

        @Bean
        SessionPolicy policy() {
            return username ->
                    username.equals("limited") ? new SessionLimit(1, OnExceed.KICK_OLDEST) : SessionLimit.NONE;
        }

        @Bean
        UsernameResolver usernames() {
            return typed -> typed.endsWith("-of-2002") ? "2002" : null;
        }

        @Bean
        AuthenticationManager manager() {
            return new ProviderManager(new DaoAuthenticationProvider(Host::user), new OwnProvider());
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http, AuthenticationManager manager) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/login", "/public")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(csrf -> csrf.disable())
                    .addFilterBefore(new OwnFilter(manager), UsernamePasswordAuthenticationFilter.class)
                    .exceptionHandling(failures -> failures.authenticationEntryPoint(
                            (request, response, failure) -> response.getWriter().write(NOT_SIGNED_IN)))
                    .build();
        }

        @Configuration(proxyBeanMethods = false)
        @RestController
        static class Pages {

            private final AuthenticationManager manager;

            Pages(AuthenticationManager manager) {
                this.manager = manager;
            }

            @PostMapping("/login")
            public String login(@RequestParam String username, @RequestParam String password) {
                return issue(
                        manager.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password))
                                .getName());
            }

            @GetMapping("/page")
            public String page(Principal principal) {
                return principal.getName();
            }

            @GetMapping("/public")
            public String open() {
                return "public";
            }
        }
    }

    /** A token that a provider of the host checks. */
    private static final class OwnToken extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1;
        private final String token;

        OwnToken(String token) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.token = token;
        }

        @Override
        public Object getCredentials() {
            return token;
        }

        @Override
        public Object getPrincipal() {
            return token;
        }
    }

    private static final class OwnProvider implements AuthenticationProvider {

        @Override
        public Authentication authenticate(Authentication authentication) throws AuthenticationException {
            String username = Host.TOKENS.get((String) authentication.getPrincipal());
            if (username == null) {
                throw new BadCredentialsException("unknown token");
            }
            UserDetails user = Host.user(username);
            return UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities());
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return authentication == OwnToken.class;
        }
    }

    /** Reads tokens as many back offices do: from several places, with and without a prefix. */
    private static final class OwnFilter extends OncePerRequestFilter {

        private final AuthenticationManager manager;

        OwnFilter(AuthenticationManager manager) {
            this.manager = manager;
        }

        private static @Nullable String username(@Nullable String value) {
            return value == null
                    ? null
                    : Host.TOKENS.get(
                            value.replace("Bearer", "").replace("bearer", "").strip());
        }

        private static @Nullable String cookie(HttpServletRequest request) {
            Cookie @Nullable [] cookies = request.getCookies();
            return cookies == null
                    ? null
                    : Arrays.stream(cookies)
                            .filter(cookie -> cookie.getName().equals("auth"))
                            .map(Cookie::getValue)
                            .findFirst()
                            .orElse(null);
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            @Nullable String header = request.getHeader("Authorization");
            if (header != null && header.startsWith("Provider ")) {
                try {
                    SecurityContextHolder.getContext()
                            .setAuthentication(manager.authenticate(new OwnToken(header.substring(9))));
                } catch (AuthenticationException refused) {
                    SecurityContextHolder.clearContext();
                }
            }
            for (@Nullable
            String value :
                    Arrays.asList(header, request.getHeader("X-Token"), request.getHeader("token"), cookie(request))) {
                @Nullable String username = username(value);
                if (username != null) {
                    UserDetails user = Host.user(username);
                    SecurityContextHolder.getContext()
                            .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                    user, null, user.getAuthorities()));
                    break;
                }
            }
            chain.doFilter(request, response);
        }
    }
}
