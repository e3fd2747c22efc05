package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.client.DeviceClass;
import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Tests sign-ins of every kind in a running host, their log entries, and the API. */
@SpringBootTest(
        classes = SecureHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:logins;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.client.trusted-proxies=127.0.0.0/8,::1",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.login-log.guard.failures=3",
            "server.tomcat.background-processor-delay=1s",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class LoginLogHttpTest {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final String address = "203.0.113." + ADDRESSES.incrementAndGet();

    @LocalServerPort
    private int port;

    @Autowired
    private LoginLogRepository repository;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private SessionReference references;

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
        browser.get("/page");
        String before = browser.cookie("JSESSIONID").orElseThrow();

        assertThat(browser.signIn("alice", "alice").statusCode()).isEqualTo(302);

        LoginLogEntry entry = only(query -> query.event(LoginEvent.LOGIN));
        String after = browser.cookie("JSESSIONID").orElseThrow();
        assertThat(after).isNotEqualTo(before);
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.method()).isEqualTo(LoginMethod.FORM);
        assertThat(entry.username()).isEqualTo("alice");
        assertThat(entry.sessionReference()).isEqualTo(references.of(after));
        assertThat(entry.extra()).containsEntry("sessionBefore", references.of(before));
        LoginClient client = Objects.requireNonNull(entry.client());
        assertThat(client.device().browser()).isEqualTo("Firefox");
        assertThat(client.device().deviceClass()).isEqualTo(DeviceClass.DESKTOP);
        assertThat(Objects.requireNonNull(client.location()).country()).isEqualTo("documentation");
    }

    @Test
    void logsARememberMeCookieThatWasUsedBefore() throws Exception {
        TestBrowser signedIn = browser();
        signedIn.send(
                "POST",
                "/persistent/login",
                "username=alice&password=alice",
                "Content-Type",
                "application/x-www-form-urlencoded");
        String stolen = signedIn.cookie("persistent").orElseThrow();
        TestBrowser thief = browser().with("Cookie", "persistent=" + stolen);
        assertThat(thief.get("/persistent/page").statusCode()).isEqualTo(200);

        browser().with("Cookie", "persistent=" + stolen).get("/persistent/page");

        LoginLogEntry entry = only(query -> query.reason(FailureReason.COOKIE_THEFT));
        assertThat(entry.method()).isEqualTo(LoginMethod.REMEMBER_ME);
        assertThat(entry.message()).contains("theft");
    }

    @Test
    void tellsAnUnknownUserFromAWrongPasswordButNotTheCaller() throws Exception {
        HttpResponse<String> wrong = browser().signIn("alice", "wrong");
        HttpResponse<String> unknown = browser().signIn("nobody", "wrong");
        HttpResponse<String> disabled = browser().signIn("gone", "gone");

        assertThat(wrong.statusCode()).isEqualTo(unknown.statusCode());
        assertThat(wrong.headers().firstValue("Location"))
                .isEqualTo(unknown.headers().firstValue("Location"))
                .isEqualTo(disabled.headers().firstValue("Location"));
        assertThat(only(query -> query.username("alice")).reason()).isEqualTo(FailureReason.BAD_CREDENTIALS);
        assertThat(only(query -> query.username("nobody")).reason()).isEqualTo(FailureReason.UNKNOWN_USER);
        LoginLogEntry gone = only(query -> query.username("gone"));
        assertThat(gone.reason()).isEqualTo(FailureReason.ACCOUNT_DISABLED);
        assertThat(gone.method()).isEqualTo(LoginMethod.FORM);
        assertThat(gone.message()).isNotBlank();
    }

    @Test
    void logsASignOutAndNoExpiry() throws Exception {
        TestBrowser browser = browser();
        browser.signIn("alice", "alice");
        String session = browser.cookie("JSESSIONID").orElseThrow();

        browser.send("POST", "/logout", "");

        LoginLogEntry entry = only(query -> query.event(LoginEvent.LOGOUT));
        assertThat(entry.username()).isEqualTo("alice");
        assertThat(entry.sessionReference()).isEqualTo(references.of(session));
        assertThat(found(query -> query.event(LoginEvent.SESSION_EXPIRED))).isEmpty();
    }

    @Test
    void logsRememberMeAsALoginOfItsOwn() throws Exception {
        TestBrowser browser = browser();
        browser.signIn("alice", "alice", "remember-me", "on");
        browser.forget("JSESSIONID");

        assertThat(browser.get("/page").body()).isEqualTo("alice");

        assertThat(only(query -> query.method(LoginMethod.REMEMBER_ME)).outcome())
                .isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void logsBasicOnceAndNotWithEveryRequest() throws Exception {
        TestBrowser browser = browser().basic("bob", "bob");
        for (int i = 0; i < 5; i++) {
            assertThat(browser.get("/basic/page").body()).isEqualTo("bob");
            browser.forget("JSESSIONID");
        }
        browser().basic("bob", "wrong").get("/basic/page");

        assertThat(only(query -> query.outcome(Outcome.FAILURE)).method()).isEqualTo(LoginMethod.BASIC);
        assertThat(found(query -> query.outcome(Outcome.SUCCESS))).hasSize(1);
        assertThat(found(query -> query.outcome(Outcome.SUCCESS)).get(0).method())
                .isEqualTo(LoginMethod.BASIC);
    }

    @Test
    void logsATokenWhenItIsFirstSeen() throws Exception {
        String token = SecureHost.token("carol", Instant.now().plusSeconds(600));
        TestBrowser browser = browser().with("Authorization", "Bearer " + token);
        for (int i = 0; i < 3; i++) {
            assertThat(browser.get("/api/page").body()).isEqualTo("carol");
        }
        browser()
                .with(
                        "Authorization",
                        "Bearer " + SecureHost.token("carol", Instant.now().minusSeconds(600)))
                .get("/api/page");

        LoginLogEntry refused = only(query -> query.outcome(Outcome.FAILURE));
        assertThat(refused.reason()).isEqualTo(FailureReason.INVALID_TOKEN);
        assertThat(refused.username()).isNull();
        LoginLogEntry seen = only(query -> query.outcome(Outcome.SUCCESS));
        assertThat(seen.method()).isEqualTo(LoginMethod.BEARER_TOKEN);
        assertThat(seen.username()).isEqualTo("carol");
        // The id of the token has no issuer. The reference is therefore computed from the signed text.
        String signed = token.substring(0, token.lastIndexOf('.'));
        assertThat(seen.sessionReference()).isEqualTo(references.of("jws\n" + signed));
    }

    @Test
    void logsWhoGoesOnAsAnotherUser() throws Exception {
        TestBrowser browser = browser();
        browser.signIn("boss", "boss");
        browser.send("POST", "/login/impersonate?username=bob", "");

        LoginLogEntry entry = only(query -> query.event(LoginEvent.SWITCH_USER));
        assertThat(entry.username()).isEqualTo("bob");
        assertThat(entry.actor()).isEqualTo("boss");
    }

    @Test
    void logsASessionThatNobodyUsedAnyMore() throws Exception {
        TestBrowser browser = browser();
        browser.signIn("carol", "carol");
        String session = browser.cookie("JSESSIONID").orElseThrow();
        browser.get("/short-session");

        await().untilAsserted(() -> assertThat(repository
                        .find(LoginLogFilter.builder()
                                .event(LoginEvent.SESSION_EXPIRED)
                                .sessionReference(references.of(session))
                                .build())
                        .items())
                .hasSize(1));
    }

    @Test
    void locksAfterTooManyFailuresAndOnlyThere() throws Exception {
        for (int i = 0; i < 3; i++) {
            browser().signIn("bob", "wrong");
        }

        // The correct password is refused without a check.
        assertThat(browser()
                        .signIn("bob", "bob")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("error");
        assertThat(only(query -> query.reason(FailureReason.TOO_MANY_ATTEMPTS)).username())
                .isEqualTo("bob");
        assertThat(only(query -> query.event(LoginEvent.LOCK)).message()).contains("3 failures");
        assertThat(new TestBrowser(port)
                        .with("X-Forwarded-For", "198.51.100.77")
                        .signIn("bob", "bob")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .doesNotContain("error");
        assertThat(browser()
                        .signIn("carol", "carol")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .doesNotContain("error");
    }

    @Test
    void listsAndLiftsLocksOverTheApi() throws Exception {
        for (int i = 0; i < 3; i++) {
            browser().signIn("carol", "wrong");
        }
        TestBrowser boss = new TestBrowser(port);
        boss.signIn("boss", "boss");

        JsonNode lock = boss.json("/opsmon/api/v1/login-locks")
                .get("items")
                .valueStream()
                .filter(each -> each.get("address").asString().equals(address))
                .findFirst()
                .orElseThrow();
        assertThat(lock.get("username").asString()).isEqualTo("carol");
        String path = "/opsmon/api/v1/login-locks/" + lock.get("key").asString();
        TestBrowser reader = new TestBrowser(port);
        reader.signIn("reader", "reader");
        assertThat(reader.send("DELETE", path, "").statusCode()).isEqualTo(403);
        assertThat(boss.send("DELETE", path, "").statusCode()).isEqualTo(200);
        assertThat(boss.send("DELETE", path, "").statusCode()).isEqualTo(404);
        assertThat(boss.send("DELETE", "/opsmon/api/v1/login-locks/nonsense", "")
                        .statusCode())
                .isEqualTo(400);

        assertThat(browser()
                        .signIn("carol", "carol")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .doesNotContain("error");
        await().untilAsserted(() -> assertThat(repository
                        .find(LoginLogFilter.builder()
                                .event(LoginEvent.UNLOCK)
                                .username("carol")
                                .build())
                        .items())
                .hasSize(1));
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder().action("UNLOCK").build())
                        .items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.description()).contains("carol at " + address);
                    assertThat(Objects.requireNonNull(entry.operator()).id()).isEqualTo("boss");
                }));
    }

    @Test
    void showsLoginsOverTheApi() throws Exception {
        browser().signIn("alice", "wrong");
        only(query -> query.username("alice"));
        TestBrowser reader = new TestBrowser(port);
        reader.signIn("reader", "reader");

        JsonNode page = reader.json("/opsmon/api/v1/login-logs?clientIp=" + address + "&outcome=failure");
        JsonNode item = page.get("items").get(0);
        assertThat(item.get("reason").asString()).isEqualTo("BAD_CREDENTIALS");
        assertThat(item.get("client").get("device").get("class").asString()).isEqualTo("DESKTOP");
        assertThat(page.get("total").get("relation").asString()).isEqualTo("eq");
        JsonNode whole =
                reader.json("/opsmon/api/v1/login-logs/" + item.get("id").asString());
        assertThat(whole.get("chain").get("sequence").asLong()).isPositive();
        JsonNode statistics = reader.json("/opsmon/api/v1/login-logs/stats?clientIp=" + address);
        assertThat(statistics.get("failures").asLong()).isEqualTo(1);
        assertThat(statistics.get("reasons").get(0).get("value").asString()).isEqualTo("BAD_CREDENTIALS");
        assertThat(reader.json("/opsmon/api/v1/login-logs/values?field=reason&clientIp=" + address)
                        .get("values"))
                .hasToString("[{\"value\":\"BAD_CREDENTIALS\",\"count\":1,\"failures\":1}]");
        TestBrowser gone = browser();
        gone.signIn("alice", "alice");
        gone.send("POST", "/logout", "");
        only(query -> query.event(LoginEvent.LOGOUT));
        JsonNode signIns = reader.json("/opsmon/api/v1/overview").get("logins").get("events");
        assertThat(signIns).hasSize(1);
        assertThat(signIns.get(0).get("value").asString()).isEqualTo("LOGIN");
        assertThat(reader.get("/opsmon/api/v1/login-logs?reason=nonsense").body())
                .contains("\"field\":\"reason\"");
        assertThat(reader.get("/opsmon/api/v1/login-logs/export?format=csv").statusCode())
                .isEqualTo(403);
        assertThat(new TestBrowser(port)
                        .basic("boss", "boss")
                        .get("/opsmon/api/v1/login-logs")
                        .statusCode())
                .isIn(302, 401);
        TestBrowser boss = new TestBrowser(port);
        boss.signIn("boss", "boss");
        assertThat(boss.get("/opsmon/api/v1/login-logs/export?format=csv&clientIp=" + address)
                        .body())
                .startsWith("occurredAt,event,outcome,username")
                .contains("BAD_CREDENTIALS");
        assertThat(boss.send("POST", "/opsmon/api/v1/login-logs/verification", "")
                        .statusCode())
                .isEqualTo(202);
        await().untilAsserted(() -> assertThat(boss.json("/opsmon/api/v1/login-logs/verification")
                        .get("state")
                        .asString())
                .isEqualTo("DONE"));
        assertThat(boss.json("/opsmon/api/v1/login-logs/verification")
                        .get("report")
                        .get("intact")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void survivesHostileHeadersAndNames() throws Exception {
        String name = "<script>alert(1)</script>\u0000\u202E" + "x".repeat(5_000);
        browser().with("User-Agent", "(".repeat(6_000)).signIn(name, "x");

        LoginLogEntry entry = only(query -> query.outcome(Outcome.FAILURE));
        assertThat(entry.username())
                .startsWith("<script>alert(1)</script>\u2400")
                .hasSize(200);
        assertThat(Objects.requireNonNull(entry.client()).userAgent()).hasSize(500);
    }
}
