package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests in a browser that a front end with a token in a header opens the console. The host has a token filter of its
 * own, and is served below a prefix that the proxy removes.
 */
@SpringBootTest(
        classes = ConsoleTicketTest.TokenHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:consoleticket;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=false",
            "opsmon.web.token.cookie=Admin-Token",
            "opsmon.client.trusted-proxies=127.0.0.1,::1",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTicketTest {

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private PrefixProxy proxy;

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @BeforeAll
    void start() throws IOException {
        proxy = new PrefixProxy("/prod-api", "http://localhost:" + port);
        browser = new Browser(proxy.address());
    }

    @BeforeEach
    void forget() {
        browser.open("/login");
        browser.forgetSession();
        browser.evaluate("localStorage.clear(); sessionStorage.clear()");
        browser.complaints();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private HttpResponse<String> post(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(proxy.address() + path)).POST(HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String signedIn(String username) throws Exception {
        return post("/sign-in?username=" + username).body();
    }

    /** Returns the address as a front end computes it. */
    private String address(String token, String... more) throws Exception {
        HttpResponse<String> answer = post(
                "/opsmon/api/v1/console-tickets",
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("Authorization", "Bearer " + token),
                                java.util.Arrays.stream(more))
                        .toArray(String[]::new));
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        return answer.uri().resolve(json.get("address").asString()).toString();
    }

    private OnlineSession console(String username) {
        registry.flush();
        return registry.find(OnlineUserQuery.ofUser(username)).items().stream()
                .filter(session -> session.kind() == SessionKind.CONSOLE)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void opensTheFirstPageWithItsDataByATicketOnce() throws Exception {
        String address = address(signedIn("alice"));

        browser.visit(address);
        browser.waitFor(".cards .card");

        assertThat(browser.text()).contains("alice", "Overview");
        assertThat(browser.findAll(".account .sign-out")).hasSize(1);
        assertThat(browser.address()).startsWith(proxy.address() + "/opsmon/").doesNotContain("ticket");
        assertThat(browser.barriers()).isEmpty();
        browser.open("/opsmon/online-users");
        browser.waitFor("tbody .badge.good");
        browser.open("/login");
        browser.open("/opsmon/");
        browser.waitFor(".cards .card");
        assertThat(browser.complaints()).isEmpty();

        browser.open("/login");
        browser.visit(address);
        browser.waitFor(".sign-in");
        assertThat(browser.text()).contains("This address was used before.");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("ticket-used");
    }

    @Test
    void opensInAFrameOfTheSameOriginAtAnotherPage() throws Exception {
        String address = address(signedIn("framed")) + "&page=online-users";

        browser.open("/frame");
        browser.evaluate("document.querySelector('iframe').src = '" + address + "'");
        browser.waitUntil(() -> String.valueOf(browser.evaluate(
                        "return document.querySelector('iframe').contentDocument?.body?.innerText ?? ''"))
                .contains("Current session"));

        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void endsWhenItIsTerminated() throws Exception {
        browser.visit(address(signedIn("bob")));
        browser.waitFor(".cards .card");

        registry.kick(console("bob").ref(), "boss", "left");

        browser.open("/opsmon/operation-logs");
        browser.waitUntil(() -> browser.text().contains("Your session has expired")
                || browser.text().contains("You are not signed in"));
        browser.open("/login");
        browser.open("/opsmon/");
        browser.waitFor(".sign-in");
        assertThat(browser.text()).contains("You are not signed in", "Open the console from the menu");
        browser.screenshot("not-signed-in");
    }

    @Test
    void isRefusedFromAnotherNetworkAddress() throws Exception {
        browser.visit(address(signedIn("carol"), "X-Forwarded-For", "203.0.113.7"));

        browser.waitFor(".sign-in");
        assertThat(browser.text()).contains("another network address");
    }

    @Test
    void signsOut() throws Exception {
        browser.visit(address(signedIn("dave")));
        browser.waitFor(".cards .card");
        browser.find(".account summary").click();
        browser.press("Sign out");

        browser.waitFor(".sign-in");
        assertThat(browser.text()).contains("You are not signed in");
    }

    @Test
    void followsTheTokenThatTheFrontEndKeepsInACookie() throws Exception {
        browser.evaluate("document.cookie = 'Admin-Token=" + signedIn("erin") + "; path=/'");
        browser.open("/opsmon/");
        browser.waitFor(".cards .card");
        assertThat(browser.text()).contains("erin");
        browser.open("/login");
        browser.open("/opsmon/");
        browser.waitFor(".cards .card");
        assertThat(registry.find(OnlineUserQuery.ofUser("erin")).items())
                .filteredOn(session -> session.kind() == SessionKind.CONSOLE)
                .hasSize(1);

        browser.open("/login");
        browser.evaluate("document.cookie = 'Admin-Token=" + signedIn("frank") + "; path=/'");
        browser.open("/opsmon/");
        browser.waitUntil(() -> browser.text().contains("frank"));

        browser.open("/login");
        browser.evaluate("document.cookie = 'Admin-Token=; path=/; max-age=0'");
        browser.open("/opsmon/");
        browser.waitFor(".sign-in");
        assertThat(browser.text()).doesNotContain("frank");
    }

    /** A host whose filter looks tokens up, and whose answer to everyone else is HTTP 200 with a code. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TokenHost {

        private static final Map<String, String> USERS = new ConcurrentHashMap<>();

        @Bean
        SecurityFilterChain tokenSecurity(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/sign-in", "/login", "/frame")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .addFilterBefore(new TokenFilter(), UsernamePasswordAuthenticationFilter.class)
                    .exceptionHandling(failures -> failures.authenticationEntryPoint((request, response, failure) -> {
                        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                        response.getWriter().write("{\"code\":401,\"msg\":\"no\"}");
                    }))
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @RestController
        static class Pages {

            @PostMapping("/sign-in")
            public String signIn(@RequestParam String username) {
                String token = UUID.randomUUID().toString();
                USERS.put(token, username);
                return token;
            }

            @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
            public String login() {
                return "<!doctype html><title>front end</title><link rel=icon href=data:,>";
            }

            @GetMapping(path = "/frame", produces = MediaType.TEXT_HTML_VALUE)
            public String frame() {
                return "<!doctype html><title>front end</title><link rel=icon href=data:,><iframe width=1200 height=800></iframe>";
            }
        }
    }

    private static final class TokenFilter extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String header = Objects.requireNonNullElse(request.getHeader("Authorization"), "");
            String username = TokenHost.USERS.get(header.replaceFirst("^Bearer ", ""));
            if (username != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                username, null, AuthorityUtils.createAuthorityList(List.of("ROLE_OPSMON_ADMIN"))));
            }
            chain.doFilter(request, response);
        }
    }
}
