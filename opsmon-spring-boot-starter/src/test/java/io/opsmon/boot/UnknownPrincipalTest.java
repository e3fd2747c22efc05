package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Tests a host with a type of principal that Spring Security does not know. The user has the same name everywhere, and
 * the text of the principal is never recorded.
 */
@SpringBootTest(
        classes = UnknownPrincipalTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:principals;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.login-log.guard.enabled=true",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class UnknownPrincipalTest {

    private static final String API = "/opsmon/api/v1";

    /** No {@code UserDetails}: its {@code toString()} contains the password. */
    record LoginUser(String name, String password) {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        AuthenticationProvider provider() {
            return new AuthenticationProvider() {
                @Override
                public Authentication authenticate(Authentication asked) {
                    String name = asked.getPrincipal() instanceof String text ? text : "";
                    if (!name.equals(asked.getCredentials())) {
                        throw new BadCredentialsException("wrong");
                    }
                    return UsernamePasswordAuthenticationToken.authenticated(
                            new LoginUser(name, "hunter2"),
                            null,
                            AuthorityUtils.createAuthorityList(
                                    name.equals("boss") ? "ROLE_OPSMON_ADMIN" : "ROLE_USER"));
                }

                @Override
                public boolean supports(Class<?> type) {
                    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
                }
            };
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http, AuthenticationProvider provider) throws Exception {
            return http.authenticationProvider(provider)
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        Work work() {
            return new Work();
        }
    }

    @RestController
    static class Work {
        @PostMapping("/work")
        @OperationLog(description = "worked")
        public void work() {}
    }

    @LocalServerPort
    private int port;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private LoginLogRecorder loginRecorder;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private OperationLogRecorder operationRecorder;

    private List<LoginLogEntry> logins() {
        loginRecorder.flush(Duration.ofSeconds(5));
        return logins.find(LoginLogFilter.ALL).items();
    }

    private List<OperationLogEntry> operations() {
        operationRecorder.flush(Duration.ofSeconds(5));
        return operations.find(OperationLogFilter.ALL).items();
    }

    private boolean hasLogin(LoginEvent event, String username) {
        return logins().stream()
                .anyMatch(
                        entry -> entry.event() == event && entry.reason() == null && username.equals(entry.username()));
    }

    @Test
    void hasOneNameEverywhere() throws Exception {
        TestBrowser alice = new TestBrowser(port);
        alice.signIn("alice", "alice");
        TestBrowser boss = new TestBrowser(port).basic("boss", "boss");

        assertThat(alice.send("POST", "/work", "").statusCode()).isEqualTo(200);
        await().untilAsserted(
                        () -> assertThat(hasLogin(LoginEvent.LOGIN, "alice")).isTrue());
        assertThat(boss.send("POST", "/work", "").statusCode()).isEqualTo(200);
        await().untilAsserted(
                        () -> assertThat(hasLogin(LoginEvent.LOGIN, "boss")).isTrue());
        await().untilAsserted(() -> assertThat(operations())
                .filteredOn(entry -> entry.description().equals("worked"))
                .extracting(OperationLogEntry::operator)
                .containsOnly(Operator.of("alice"), Operator.of("boss")));
        await().untilAsserted(() -> {
            JsonNode online = boss.json(API + "/online-users?username=alice");
            assertThat(online.get("items")).hasSize(1);
        });
        assertThat(boss.json(API + "/me").toString()).contains("\"boss\"").doesNotContain("LoginUser");

        assertThat(boss.send("DELETE", API + "/online-users?username=alice", "").statusCode())
                .isEqualTo(200);

        await().untilAsserted(() ->
                assertThat(alice.send("POST", "/work", "").statusCode()).isNotEqualTo(200));
        await().untilAsserted(
                        () -> assertThat(hasLogin(LoginEvent.KICK, "alice")).isTrue());
        assertThat(logins()).extracting(LoginLogEntry::toString).noneMatch(text -> text.contains("hunter2"));
        assertThat(operations()).extracting(OperationLogEntry::toString).noneMatch(text -> text.contains("hunter2"));
        assertThat(operations())
                .extracting(entry -> entry.operator() == null
                        ? ""
                        : Objects.requireNonNull(entry.operator().name()))
                .allMatch(name -> List.of("", "alice", "boss").contains(name));
    }

    @Test
    void signsOutAndLocksBySameName() throws Exception {
        TestBrowser carol = new TestBrowser(port);
        carol.signIn("carol", "carol");
        carol.send("POST", "/logout", "");
        await().untilAsserted(
                        () -> assertThat(hasLogin(LoginEvent.LOGOUT, "carol")).isTrue());

        for (int i = 0; i < 20; i++) {
            new TestBrowser(port).signIn("dave", "wrong");
        }

        await().untilAsserted(
                        () -> assertThat(hasLogin(LoginEvent.LOCK, "dave")).isTrue());
        new TestBrowser(port).signIn("dave", "dave");
        assertThat(hasLogin(LoginEvent.LOGIN, "dave")).isFalse();
    }
}
