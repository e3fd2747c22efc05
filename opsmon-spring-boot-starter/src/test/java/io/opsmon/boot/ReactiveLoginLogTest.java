package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginMethod;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tests sign-ins to a reactive host. */
@SpringBootTest(
        classes = ReactiveLoginLogTest.ReactiveHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.datasource.url=jdbc:h2:mem:reactivelogins;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.client.trusted-proxies=127.0.0.0/8,::1",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.login-log.guard.failures=3",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ReactiveLoginLogTest {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final String address = "198.51.100." + ADDRESSES.incrementAndGet();

    @LocalServerPort
    private int port;

    @Autowired
    private LoginLogRepository repository;

    @Autowired
    private SessionReference references;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ReactiveHost {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .formLogin(Customizer.withDefaults())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        ReactiveUserDetailsService users() {
            return TestUsers.reactive(User.withUsername("alice")
                    .password("{noop}alice")
                    .roles("USER")
                    .build());
        }

        @Bean
        Page page() {
            return new Page();
        }
    }

    @RestController
    static class Page {

        @GetMapping("/page")
        public Mono<String> page() {
            return Mono.just("page");
        }
    }

    private TestBrowser browser() {
        return new TestBrowser(port).with("X-Forwarded-For", address);
    }

    private List<LoginLogEntry> found(UnaryOperator<LoginLogFilter.Builder> filters) {
        return repository
                .find(filters.apply(LoginLogFilter.builder().clientIp(address)).build())
                .items();
    }

    private LoginLogEntry only(UnaryOperator<LoginLogFilter.Builder> filters) {
        await().untilAsserted(() -> assertThat(found(filters)).hasSize(1));
        return found(filters).get(0);
    }

    @Test
    void logsAFormLoginWithTheSessionItHasAfterwards() throws Exception {
        TestBrowser browser = browser();

        assertThat(browser.signIn("alice", "alice").statusCode()).isEqualTo(302);

        LoginLogEntry entry = only(query -> query.event(LoginEvent.LOGIN));
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.method()).isEqualTo(LoginMethod.FORM);
        assertThat(entry.username()).isEqualTo("alice");
        assertThat(entry.sessionReference())
                .isEqualTo(references.of(browser.cookie("SESSION").orElseThrow()));
        assertThat(browser.get("/page").body()).isEqualTo("page");
    }

    @Test
    void logsALogoutWithTheSessionItEnded() throws Exception {
        TestBrowser browser = browser();
        browser.signIn("alice", "alice");
        String session = browser.cookie("SESSION").orElseThrow();

        assertThat(browser.send("POST", "/logout", "").statusCode()).isEqualTo(302);

        LoginLogEntry entry = only(query -> query.event(LoginEvent.LOGOUT));
        assertThat(entry.username()).isEqualTo("alice");
        assertThat(entry.sessionReference()).isEqualTo(references.of(session));
        assertThat(browser.get("/page").statusCode()).isNotEqualTo(200);
        // A sign-out without a signed-in user is not recorded.
        browser.send("POST", "/logout", "");
        assertThat(found(query -> query.event(LoginEvent.LOGOUT))).hasSize(1);
    }

    @Test
    void logsBasicOnceAndFailuresEach() throws Exception {
        TestBrowser browser = browser().basic("alice", "alice");
        for (int i = 0; i < 3; i++) {
            assertThat(browser.get("/page").body()).isEqualTo("page");
        }
        browser().basic("alice", "wrong").get("/page");
        browser().basic("nobody", "wrong").get("/page");

        assertThat(only(query -> query.outcome(Outcome.SUCCESS)).method()).isEqualTo(LoginMethod.BASIC);
        await().untilAsserted(() -> assertThat(found(query -> query.outcome(Outcome.FAILURE)))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.method()).isEqualTo(LoginMethod.BASIC)));
        assertThat(only(query -> query.username("alice").outcome(Outcome.FAILURE))
                        .reason())
                .isEqualTo(FailureReason.BAD_CREDENTIALS);
    }

    @Test
    void locksAfterTooManyFailures() throws Exception {
        for (int i = 0; i < 3; i++) {
            browser().basic("alice", "wrong").get("/page");
        }

        assertThat(browser().basic("alice", "alice").get("/page").statusCode()).isEqualTo(401);

        assertThat(only(query -> query.reason(FailureReason.TOO_MANY_ATTEMPTS)).username())
                .isEqualTo("alice");
        await().untilAsserted(() -> assertThat(repository
                        .find(LoginLogFilter.builder().event(LoginEvent.LOCK).build())
                        .items())
                .isNotEmpty());
    }
}
