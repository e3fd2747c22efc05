package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tests online users in hosts whose repository of Spring Session does not find a session by the name of its user: the
 * host keeps Spring Security's context under a name of its own, or determines the index itself.
 */
@SpringBootTest(
        classes = SpringSessionIndexContract.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.online-users.touch-interval=100ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class SpringSessionIndexContract {

    private static final String API = "/opsmon/api/v1/online-users";

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private SessionReference references;

    @Autowired
    private SessionRepository<? extends Session> sessions;

    private TestBrowser signedIn(String username) throws Exception {
        TestBrowser browser = new TestBrowser(port);
        assertThat(browser.signIn(username, username).headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).doesNotContain("error"));
        return browser;
    }

    private static String id(TestBrowser browser) {
        return browser.cookie("JSESSIONID").orElseThrow();
    }

    private String listed(TestBrowser browser) {
        String ref = references.of(id(browser));
        await().untilAsserted(() -> assertThat(registry.get(ref)).isPresent());
        return ref;
    }

    /** A session that was used within the touch interval counts as existing. */
    private static void idle() {
        Instant used = Instant.now();
        await().until(() -> Duration.between(used, Instant.now()).toMillis() > 300);
    }

    private void assertListedAndTerminatedByName(TestBrowser jane) throws Exception {
        String ref = listed(jane);
        idle();
        assertThat(registry.find(OnlineUserQuery.ofUser("jane")).items())
                .extracting(OnlineSession::ref)
                .contains(ref);
        assertThat(registry.get(ref)).isPresent();

        signedIn("boss").send("DELETE", API + "?username=jane", "");

        assertThat(sessions.findById(id(jane))).isNull();
        assertThat(jane.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void listsAndTerminatesASessionWhoseContextHasAnotherName() throws Exception {
        TestBrowser jane = signedIn("jane");
        assertThat(jane.get("/page").body()).isEqualTo("jane");

        assertListedAndTerminatedByName(jane);
    }

    @Test
    void listsAndTerminatesASessionWhoseIndexTheHostSets() throws Exception {
        TestBrowser jane = signedIn("jane");
        jane.get("/tenant");

        assertListedAndTerminatedByName(jane);
    }

    @Test
    void doesNotListASessionThatTheHostHasDeleted() throws Exception {
        TestBrowser jane = signedIn("jane");
        String ref = listed(jane);
        idle();

        sessions.deleteById(id(jane));

        assertThat(registry.get(ref)).isEmpty();
        assertThat(registry.find(OnlineUserQuery.ofUser("jane")).items())
                .extracting(OnlineSession::ref)
                .doesNotContain(ref);
    }

    @Test
    void storesTheIdOfASessionEncrypted() throws Exception {
        TestBrowser jane = signedIn("jane");

        OnlineSession session = registry.get(listed(jane)).orElseThrow();

        assertThat(session.sealedId()).isNotNull();
        assertThat(session.toString()).doesNotContain(id(jane));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
            contexts.setSpringSecurityContextKey("SIGNED_IN");
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .securityContext(context -> context.securityContextRepository(contexts))
                    .formLogin(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return TestUsers.of(
                    User.withUsername("jane")
                            .password("{noop}jane")
                            .roles("USER")
                            .build(),
                    User.withUsername("boss")
                            .password("{noop}boss")
                            .roles("OPSMON_ADMIN")
                            .build());
        }

        @RestController
        static class Pages {

            @GetMapping("/page")
            public String page(java.security.Principal principal) {
                return Objects.requireNonNull(principal.getName());
            }

            @GetMapping("/tenant")
            public void tenant(HttpSession session) {
                session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "acme:17");
            }
        }
    }
}
