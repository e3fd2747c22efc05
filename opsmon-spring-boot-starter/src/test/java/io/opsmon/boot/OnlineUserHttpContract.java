package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Tests online users and session termination in a running host, with any store of sessions. */
@SpringBootTest(
        classes = SecureHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.client.trusted-proxies=127.0.0.0/8,::1",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.online-users.touch-interval=100ms",
            // Much shorter than the session timeout of the container.
            "opsmon.online-users.timeout=1s",
            "opsmon.online-users.resync-interval=1s",
            "opsmon.login-log.guard.enabled=false",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class OnlineUserHttpContract {

    static final String API = "/opsmon/api/v1/online-users";
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final String address = "203.0.113." + ADDRESSES.incrementAndGet();

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private OnlineUserStore store;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private SessionReference references;

    @Autowired
    private SecureHost.Ends ends;

    private TestBrowser browser() {
        return new TestBrowser(port).with("X-Forwarded-For", address);
    }

    final TestBrowser signedIn(String username, String... fields) throws Exception {
        TestBrowser browser = browser();
        assertThat(browser.signIn(username, username, fields)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .doesNotContain("error");
        return browser;
    }

    final String reference(TestBrowser browser) {
        String ref = references.of(browser.cookie("JSESSIONID").orElseThrow());
        await().untilAsserted(() -> assertThat(registry.get(ref)).isPresent());
        return ref;
    }

    TestBrowser boss() throws Exception {
        TestBrowser boss = new TestBrowser(port);
        boss.signIn("boss", "boss");
        return boss;
    }

    static List<String> refs(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(item -> item.get("ref").asString())
                .toList();
    }

    @Test
    void listsWhoIsHere() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);

        JsonNode page = boss().json(API + "?clientIp=" + address);

        assertThat(refs(page)).containsExactly(ref);
        JsonNode item = page.get("items").get(0);
        assertThat(item.get("username").asString()).isEqualTo("alice");
        assertThat(item.get("kind").asString()).isEqualTo("SESSION");
        assertThat(item.get("client").get("device").get("browser").asString()).isEqualTo("Firefox");
        assertThat(item.get("client").get("location").get("country").asString()).isEqualTo("documentation");
        assertThat(item.get("current").asBoolean()).isFalse();
        assertThat(page.toString()).doesNotContain(alice.cookie("JSESSIONID").orElseThrow());
    }

    @Test
    void marksTheCallersOwnSession() throws Exception {
        TestBrowser boss = boss();
        String own = reference(boss);

        assertThat(boss.json(API + "/" + own).get("current").asBoolean()).isTrue();
        assertThat(boss.send("DELETE", API + "/" + own, "").statusCode()).isEqualTo(409);
        assertThat(boss.send("DELETE", API + "?username=boss", "").statusCode()).isEqualTo(200);
        assertThat(boss.json(API + "/" + own).get("current").asBoolean()).isTrue();
        assertThat(boss.send("DELETE", API + "/" + own + "?self=true", "").statusCode())
                .isEqualTo(200);
        assertThat(boss.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void kicksABrowserToTheLoginPage() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        TestBrowser other = signedIn("alice");
        reference(other);

        HttpResponse<String> answer = boss().send("DELETE", API + "/" + ref + "?reason=left%20the%20company", "");

        assertThat(answer.body()).isEqualTo("{\"kicked\":1}");
        HttpResponse<String> next = alice.get("/page");
        assertThat(next.statusCode()).isEqualTo(302);
        assertThat(next.headers().firstValue("Location").orElseThrow()).endsWith("/login");
        assertThat(other.get("/page").statusCode()).isEqualTo(200);
        assertThat(ends.heard()).contains(ref);
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.KICK)
                                .sessionReference(ref)
                                .build())
                        .items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.username()).isEqualTo("alice");
                    assertThat(entry.actor()).isEqualTo("boss");
                    assertThat(entry.message()).isEqualTo("left the company");
                }));
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .action("KICK")
                                .resourceId(ref)
                                .build())
                        .items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.extra()).containsEntry("reason", "left the company")));
        assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.SESSION_EXPIRED)
                                .sessionReference(ref)
                                .build())
                        .items())
                .isEmpty();
    }

    @Test
    void kicksAUserEverywhere() throws Exception {
        TestBrowser first = signedIn("bob");
        TestBrowser second = signedIn("bob");
        reference(first);
        reference(second);

        assertThat(boss().send("DELETE", API + "?username=bob", "").body()).isEqualTo("{\"kicked\":2}");

        assertThat(first.get("/page").statusCode()).isEqualTo(302);
        assertThat(second.get("/page").statusCode()).isEqualTo(302);
        assertThat(refs(boss().json(API + "?username=bob"))).isEmpty();
        assertThat(signedIn("bob").get("/page").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesTheRememberMeCookieOfAKickedSession() throws Exception {
        TestBrowser alice = signedIn("alice", "remember-me", "on");
        String ref = reference(alice);
        String cookie = alice.cookie("remember-me").orElseThrow();

        boss().send("DELETE", API + "/" + ref, "");

        assertThat(alice.get("/page").statusCode()).isEqualTo(302);
        assertThat(alice.cookie("remember-me")).isEmpty();
        // An attacker with a stolen cookie.
        assertThat(browser()
                        .with("Cookie", "remember-me=" + cookie)
                        .get("/page")
                        .statusCode())
                .isEqualTo(302);
        TestBrowser again = signedIn("alice", "remember-me", "on");
        again.forget("JSESSIONID");
        assertThat(again.get("/page").body()).isEqualTo("alice");
    }

    @Test
    void refusesAnotherEncodingOfTheKickedRememberMeCookie() throws Exception {
        TestBrowser alice = signedIn("alice", "remember-me", "on");
        String plain = new String(
                Base64.getDecoder().decode(alice.cookie("remember-me").orElseThrow()), StandardCharsets.UTF_8);
        String other = Base64.getEncoder()
                .encodeToString(plain.replace("alice", "%61lice").getBytes(StandardCharsets.UTF_8));
        TestBrowser thief = browser().with("Cookie", "remember-me=" + other);
        assertThat(thief.get("/page").body()).isEqualTo("alice");

        boss().send("DELETE", API + "/" + reference(alice), "");

        assertThat(browser().with("Cookie", "remember-me=" + other).get("/page").statusCode())
                .isEqualTo(302);
    }

    @Test
    void kicksAUserWhoIsIdleForLongerThanTheTimeoutUntilTheSessionWouldHaveEnded() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        Instant used = Instant.now();
        await().until(() -> Duration.between(used, Instant.now()).toMillis() > 2_500);

        assertThat(boss().send("DELETE", API + "?username=bob", "").body())
                .contains("kicked")
                .doesNotContain(":0");

        assertThat(store.kicks(Instant.now().plus(Duration.ofMinutes(31))))
                .extracting(Kick::ref)
                .contains(ref);
        assertThat(bob.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void keepsTheKickOfASessionThatNeverEndsForGood() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");
        await().untilAsserted(() ->
                assertThat(registry.get(ref).orElseThrow().maxIdle()).isEqualTo(Duration.ZERO));

        boss().send("DELETE", API + "/" + ref, "");

        assertThat(store.kicks(Instant.now())).contains(new Kick(ref, Kick.FOREVER));
        assertThat(bob.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void listsASessionThatNeverEndsAndKicksItByName() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");
        await().untilAsserted(() ->
                assertThat(registry.get(ref).orElseThrow().maxIdle()).isEqualTo(Duration.ZERO));
        assertThat(bob.get("/page").body()).isEqualTo("bob");
        assertThat(refs(boss().json(API + "?username=bob"))).contains(ref);

        boss().send("DELETE", API + "?username=bob", "");

        assertThat(bob.get("/page").statusCode()).isEqualTo(302);
        assertThat(refs(boss().json(API + "?username=bob"))).doesNotContain(ref);
        assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.SESSION_EXPIRED)
                                .sessionReference(ref)
                                .build())
                        .items())
                .isEmpty();
    }

    @Test
    void endsASignInThatWasInProgressWhenItsUserWasKicked() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SecureHost.Pages.SLOW_SIGN_IN.set(() -> {
            inside.countDown();
            go.await(120, TimeUnit.SECONDS);
            return null;
        });
        TestBrowser carol = browser();
        CompletableFuture<HttpResponse<String>> signingIn = CompletableFuture.supplyAsync(() -> {
            try {
                return carol.signIn("slow", "slow");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        assertThat(inside.await(120, TimeUnit.SECONDS)).isTrue();

        boss().send("DELETE", API + "?username=slow", "");
        go.countDown();
        signingIn.get(120, TimeUnit.SECONDS);

        assertThat(carol.get("/page").statusCode()).isEqualTo(302);
        SecureHost.Pages.SLOW_SIGN_IN.set(() -> null);
        carol.forget("JSESSIONID");
        carol.signIn("slow", "slow");
        assertThat(carol.get("/page").body()).isEqualTo("slow");
    }

    @Test
    void answersARequestWhoseSessionWasKickedMeanwhile() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SecureHost.Pages.SLOW_SIGN_IN.set(() -> {
            inside.countDown();
            go.await(120, TimeUnit.SECONDS);
            return null;
        });
        CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return alice.get("/slow-page");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        try {
            assertThat(inside.await(120, TimeUnit.SECONDS)).isTrue();
            registry.kick(ref, "boss", null);
        } finally {
            go.countDown();
            SecureHost.Pages.SLOW_SIGN_IN.set(() -> null);
        }

        assertThat(slow.get(120, TimeUnit.SECONDS).body()).contains("slow page");
        assertThat(alice.get("/page").statusCode()).isEqualTo(302);
    }

    @Test
    void kicksAToken() throws Exception {
        String token = SecureHost.token("carol", Instant.now().plusSeconds(600));
        TestBrowser carol = browser().with("Authorization", "Bearer " + token);
        assertThat(carol.get("/api/page").body()).isEqualTo("carol");
        TestBrowser boss = boss();
        await().untilAsserted(() ->
                assertThat(refs(boss.json(API + "?clientIp=" + address))).hasSize(1));
        JsonNode item = boss.json(API + "?clientIp=" + address).get("items").get(0);
        assertThat(item.get("kind").asString()).isEqualTo("TOKEN");
        assertThat(item.get("expiresAt").asString()).isNotBlank();

        boss.send("DELETE", API + "/" + item.get("ref").asString(), "");

        HttpResponse<String> refused = carol.get("/api/page");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(carol.get("/api/page").statusCode()).isEqualTo(401);
        assertThat(browser()
                        .with(
                                "Authorization",
                                "Bearer "
                                        + SecureHost.token(
                                                "carol", Instant.now().plusSeconds(600)))
                        .get("/api/page")
                        .statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .reason(FailureReason.KICKED)
                                .clientIp(address)
                                .build())
                        .items())
                .isNotEmpty());
    }

    @Test
    void closesAnOpenEventStream() throws Exception {
        int before = SecureHost.Pages.STREAMS.get();
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        CompletableFuture<HttpResponse<String>> stream = CompletableFuture.supplyAsync(() -> {
            try {
                return alice.get("/stream");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        await().until(() -> SecureHost.Pages.STREAMS.get() > before);

        boss().send("DELETE", API + "/" + ref, "");

        try {
            assertThat(stream.get(120, TimeUnit.SECONDS).body()).contains("one");
        } catch (ExecutionException broken) {
            // The connection is closed in this case, too.
            assertThat(broken).hasRootCauseInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void forgetsWhoSignedOut() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);

        alice.send("POST", "/logout", "");

        await().untilAsserted(() -> assertThat(registry.get(ref)).isEmpty());
        assertThat(boss().send("DELETE", API + "/" + ref, "").statusCode()).isEqualTo(404);
    }

    @Test
    void keepsTheLastAccessCurrent() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        Instant before = registry.get(ref).orElseThrow().lastAccess();

        await().untilAsserted(() -> {
            alice.get("/page");
            assertThat(registry.get(ref).orElseThrow().lastAccess()).isAfter(before.plusMillis(200));
        });
        assertThat(refs(boss().json(API + "?clientIp=" + address))).containsExactly(ref);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        TestBrowser boss = boss();

        assertThat(boss.get(API + "?sort=nonsense").body()).contains("\"field\":\"sort\"");
        assertThat(boss.get(API + "?cursor=nonsense").body()).contains("\"field\":\"cursor\"");
        assertThat(boss.get(API + "?minIdleMillis=-1").body()).contains("\"field\":\"minIdleMillis\"");
        assertThat(boss.get(API + "/nonsense").body()).contains("\"field\":\"ref\"");
        assertThat(boss.send("DELETE", API, "").body()).contains("\"field\":\"username\"");
        TestBrowser reader = signedIn("reader");
        assertThat(reader.get(API).statusCode()).isEqualTo(403);
        assertThat(reader.send("DELETE", API + "?username=boss", "").statusCode())
                .isEqualTo(403);
    }

    @Test
    void pages() throws Exception {
        for (int i = 0; i < 3; i++) {
            reference(signedIn("carol"));
        }
        TestBrowser boss = boss();

        JsonNode first = boss.json(API + "?username=carol&limit=2");
        JsonNode second = boss.json(API + "?username=carol&limit=2&cursor="
                + first.get("nextCursor").asString());

        assertThat(refs(first)).hasSize(2);
        assertThat(refs(second)).isNotEmpty().doesNotContainAnyElementsOf(refs(first));
        JsonNode byName = boss.json(API + "?sort=username&limit=1");
        assertThat(boss.json(API + "?sort=username&limit=1&cursor="
                                + byName.get("nextCursor").asString())
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void namesTheSessionInTheLoginLogAsInTheList() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);

        await().untilAsserted(() -> assertThat(logins.find(
                                LoginLogFilter.builder().sessionReference(ref).build())
                        .items())
                .extracting(LoginLogEntry::username)
                .containsExactly("alice"));
        assertThat(Objects.requireNonNull(registry.get(ref).orElseThrow().clientIp()))
                .isEqualTo(address);
    }
}
