package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionLimit.OnExceed;
import io.opsmon.onlineuser.SessionPolicy;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Online users, limits, terminations and the brute-force protection in a running host, the same on every web stack.
 *
 * <p>Hosts have a form at {@code /login}, JWT below {@code /api}, HTTP Basic below {@code /basic}, a filter of their
 * own for tokens in {@code X-Token} below {@code /own}, and a sign-in route of their own at {@code /hand-sign-in}. Each
 * {@code /page} shows the user's name. {@code /slow-page} calls {@link #SLOW_PAGE}, and {@code /stream} sends events
 * without an end.
 */
@Import(OnlineUsersContract.TestBeans.class)
@TestPropertySource(
        properties = {
            "spring.datasource.generate-unique-name=true",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.client.trusted-proxies=127.0.0.0/8,::1",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.tokens.headers=Authorization, X-Token",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.online-users.touch-interval=10m",
            "opsmon.login-log.guard.failures=3",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class OnlineUsersContract {

    static final String API = "/opsmon/api/v1/online-users";

    /** Runs while {@code /slow-page} is served. */
    static final AtomicReference<Callable<Void>> SLOW_PAGE = new AtomicReference<>(() -> null);

    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    private static final AtomicInteger TOUCHED = new AtomicInteger();

    private final String address = "192.0.2." + ADDRESSES.incrementAndGet();

    /** The beans of every host. */
    @TestConfiguration(proxyBeanMethods = false)
    static class TestBeans {

        @Bean
        SessionPolicy limits() {
            return username -> switch (username) {
                case "single" -> new SessionLimit(1, OnExceed.REJECT_NEW);
                case "newest" -> new SessionLimit(1, OnExceed.KICK_OLDEST);
                default -> SessionLimit.NONE;
            };
        }

        /** Counts the uses that the store receives. */
        @Bean
        static BeanPostProcessor countingStores() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof OnlineUserStore ? counting(bean) : bean;
                }
            };
        }

        private static Object counting(Object store) {
            return Proxy.newProxyInstance(
                    OnlineUserStore.class.getClassLoader(),
                    new Class<?>[] {OnlineUserStore.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("touch")) {
                            TOUCHED.addAndGet(((List<?>) arguments[0]).size());
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    });
        }
    }

    /** Returns a user of the hosts; the password is the name. */
    static UserDetails user(String username) {
        if (username.equals("broken")) {
            throw new AuthenticationServiceException("The user directory is unavailable");
        }
        return User.withUsername(username)
                .password("{noop}" + username)
                .authorities(username.equals("boss") ? "ROLE_OPSMON_ADMIN" : "ROLE_USER")
                .build();
    }

    /** The ways to sign in with a name and a password. */
    enum Way {
        FORM,
        BASIC,
        OWN_ROUTE
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private SessionReference references;

    /** Returns the name of the session's cookie. */
    abstract String sessionCookie();

    private TestBrowser browser() {
        return new TestBrowser(port).with("X-Forwarded-For", address);
    }

    private TestBrowser signedIn(String username) throws Exception {
        TestBrowser browser = browser();
        assertThat(browser.signIn(username, username)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .doesNotContain("error");
        return browser;
    }

    private TestBrowser boss() throws Exception {
        TestBrowser boss = new TestBrowser(port);
        boss.signIn("boss", "boss");
        return boss;
    }

    private String reference(TestBrowser browser) {
        String ref = references.of(browser.cookie(sessionCookie()).orElseThrow());
        await().untilAsserted(() -> assertThat(registry.get(ref)).isPresent());
        return ref;
    }

    private static int attempt(TestBrowser browser, Way way, String username, String password) throws Exception {
        return switch (way) {
            case FORM -> {
                HttpResponse<String> answer = browser.signIn(username, password);
                yield answer.headers().firstValue("Location").orElse("error").contains("error") ? 401 : 200;
            }
            // A host may forward the failure to its sign-in page.
            case BASIC -> browser.basic(username, password).get("/basic/page").statusCode() == 200 ? 200 : 401;
            case OWN_ROUTE ->
                browser.send("POST", "/hand-sign-in?username=" + username + "&password=" + password, "")
                        .statusCode();
        };
    }

    private JsonNode here() throws Exception {
        return boss().json(API + "?clientIp=" + address).get("items");
    }

    private JsonNode only() throws Exception {
        await().untilAsserted(() -> assertThat(here()).hasSize(1));
        return here().get(0);
    }

    private static void assertSignedOut(TestBrowser browser) throws Exception {
        HttpResponse<String> next = browser.get("/page");
        assertThat(next.statusCode()).isEqualTo(302);
        assertThat(next.headers().firstValue("Location").orElseThrow()).endsWith("/login");
    }

    @ParameterizedTest
    @EnumSource(names = {"FORM", "OWN_ROUTE"})
    void listsTheSessionOfASignIn(Way way) throws Exception {
        TestBrowser alice = browser();
        assertThat(attempt(alice, way, "alice", "alice")).isEqualTo(200);
        String ref = reference(alice);

        JsonNode item = only();

        assertThat(item.get("ref").asString()).isEqualTo(ref);
        assertThat(item.get("username").asString()).isEqualTo("alice");
        assertThat(item.get("kind").asString()).isEqualTo("SESSION");
        assertThat(item.get("client").get("device").get("browser").asString()).isEqualTo("Firefox");
        assertThat(item.get("current").asBoolean()).isFalse();
        assertThat(item.toString()).doesNotContain(alice.cookie(sessionCookie()).orElseThrow());
        assertThat(alice.get("/page").body()).isEqualTo("alice");
        assertThat(registry.get(ref).orElseThrow().maxIdle()).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void listsNoSessionOfHttpBasic() throws Exception {
        assertThat(attempt(browser(), Way.BASIC, "alice", "alice")).isEqualTo(200);

        assertThat(only(browser()).get("username").asString()).isEqualTo("bob");
    }

    /** Signs in, because a later session in the list shows that an earlier one would be there. */
    private JsonNode only(TestBrowser later) throws Exception {
        later.signIn("bob", "bob");
        reference(later);
        return only();
    }

    @Test
    void marksAndProtectsTheCallersOwnSession() throws Exception {
        TestBrowser boss = boss();
        String own = reference(boss);

        assertThat(boss.json(API + "/" + own).get("current").asBoolean()).isTrue();
        assertThat(boss.send("DELETE", API + "/" + own, "").statusCode()).isEqualTo(409);
        assertThat(boss.send("DELETE", API + "/" + own + "?self=true", "").body())
                .isEqualTo("{\"kicked\":1}");
        assertSignedOut(boss);
    }

    private static final String ME = "/opsmon/api/v1/me";

    @Test
    void listsAndTerminatesTheCallersOwnSessionsOnly() throws Exception {
        TestBrowser here = signedIn("own-1");
        TestBrowser there = signedIn("own-1");
        TestBrowser other = signedIn("own-2");
        String hereRef = reference(here);
        String thereRef = reference(there);
        String otherRef = reference(other);

        JsonNode sessions = here.json(ME + "/sessions").get("items");

        assertThat(sessions).hasSize(2);
        for (JsonNode session : sessions) {
            assertThat(session.get("ref").asString()).isIn(hereRef, thereRef);
            assertThat(session.get("current").asBoolean())
                    .isEqualTo(session.get("ref").asString().equals(hereRef));
            assertThat(session.has("node")).isFalse();
            assertThat(session.at("/client/device/browser").asString()).isEqualTo("Firefox");
        }
        assertThat(here.send("DELETE", ME + "/sessions/" + otherRef, "").statusCode())
                .isEqualTo(404);
        assertThat(here.send("DELETE", ME + "/sessions/" + hereRef, "").statusCode())
                .isEqualTo(409);
        assertThat(here.send("DELETE", ME + "/sessions/x", "").statusCode()).isEqualTo(400);
        assertThat(here.send("DELETE", ME + "/sessions/" + thereRef, "", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(here.send("DELETE", ME + "/sessions/" + thereRef, "").statusCode())
                .isEqualTo(200);
        assertThat(there.get("/page").statusCode()).isNotEqualTo(200);
        assertThat(here.get("/page").statusCode()).isEqualTo(200);
        assertThat(other.get("/page").statusCode()).isEqualTo(200);
        assertThat(new TestBrowser(port).get(ME + "/sessions").statusCode()).isNotEqualTo(200);
    }

    @Test
    void terminatesAllOtherSessionsOfTheCaller() throws Exception {
        TestBrowser here = signedIn("own-3");
        TestBrowser there = signedIn("own-3");
        TestBrowser other = signedIn("own-4");
        reference(here);
        reference(there);
        reference(other);

        HttpResponse<String> answer = here.send("DELETE", ME + "/sessions", "");

        assertThat(answer.body()).isEqualTo("{\"kicked\":1}");
        assertThat(here.get("/page").statusCode()).isEqualTo(200);
        assertThat(there.get("/page").statusCode()).isNotEqualTo(200);
        assertThat(other.get("/page").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .operator("own-3")
                                .action("KICK")
                                .build())
                        .items())
                .hasSize(1));
    }

    @Test
    void limitsHowOftenACallerTerminatesSessions() throws Exception {
        TestBrowser here = signedIn("own-5");
        String unknown = ME + "/sessions/" + "0".repeat(32);
        for (int i = 0; i < 30; i++) {
            assertThat(here.send("DELETE", unknown, "").statusCode()).isEqualTo(404);
        }

        HttpResponse<String> answer = here.send("DELETE", unknown, "");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(signedIn("own-6").send("DELETE", unknown, "").statusCode()).isEqualTo(404);
    }

    @Test
    void listsTheCallersOwnSignInsOnly() throws Exception {
        browser().signIn("own-7", "wrong");
        signedIn("own-8");
        TestBrowser here = signedIn("own-7");
        await().untilAsserted(
                        () -> assertThat(here.json(ME + "/logins").get("items")).hasSize(2));

        JsonNode items = here.json(ME + "/logins").get("items");

        assertThat(items.get(0).get("outcome").asString()).isEqualTo("SUCCESS");
        assertThat(items.get(1).get("outcome").asString()).isEqualTo("FAILURE");
        assertThat(items.get(1).get("reason").asString()).isEqualTo("BAD_CREDENTIALS");
        for (JsonNode item : items) {
            assertThat(item.propertyNames())
                    .isSubsetOf("occurredAt", "outcome", "method", "reason", "client", "risks", "attempts");
            assertThat(item.get("client").has("userAgent")).isFalse();
        }
        JsonNode first = here.json(ME + "/logins?limit=1");
        assertThat(first.get("items")).hasSize(1);
        assertThat(here.json(ME + "/logins?limit=1&cursor="
                                + first.get("nextCursor").asString())
                        .at("/items/0/outcome")
                        .asString())
                .isEqualTo("FAILURE");
        assertThat(here.get(ME + "/logins?username=own-8").statusCode()).isEqualTo(400);
    }

    @Test
    void kicksABrowserToTheLoginPage() throws Exception {
        TestBrowser alice = signedIn("alice");
        TestBrowser other = signedIn("alice");
        String ref = reference(alice);
        reference(other);

        assertThat(boss().send("DELETE", API + "/" + ref + "?reason=left", "").body())
                .isEqualTo("{\"kicked\":1}");

        assertSignedOut(alice);
        assertThat(other.get("/page").body()).isEqualTo("alice");
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.KICK)
                                .sessionReference(ref)
                                .build())
                        .items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo("boss")));
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .action("KICK")
                                .resourceId(ref)
                                .build())
                        .items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.extra()).containsEntry("reason", "left")));
    }

    @Test
    void signsInAgainWithTheCookieOfAKickedSession() throws Exception {
        TestBrowser alice = signedIn("alice");
        String kicked = reference(alice);
        String cookie = alice.cookie(sessionCookie()).orElseThrow();
        boss().send("DELETE", API + "/" + kicked, "");

        assertThat(attempt(alice, Way.FORM, "alice", "alice")).isEqualTo(200);

        assertThat(reference(alice)).isNotEqualTo(kicked);
        assertThat(alice.get("/page").body()).isEqualTo("alice");
        assertSignedOut(browser().with("Cookie", sessionCookie() + "=" + cookie));
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.LOGIN)
                                .sessionReference(reference(alice))
                                .build())
                        .items())
                .hasSize(1));
    }

    @Test
    void kicksAUserEverywhere() throws Exception {
        TestBrowser first = signedIn("dave");
        TestBrowser second = signedIn("dave");
        reference(first);
        reference(second);

        assertThat(boss().send("DELETE", API + "?username=dave", "").body()).isEqualTo("{\"kicked\":2}");

        assertSignedOut(first);
        assertSignedOut(second);
        assertThat(signedIn("dave").get("/page").body()).isEqualTo("dave");
    }

    @Test
    void removesASessionAtSignOut() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);

        assertThat(alice.send("POST", "/logout", "").statusCode()).isEqualTo(302);

        await().untilAsserted(() -> assertThat(registry.get(ref)).isEmpty());
        assertSignedOut(alice);
    }

    @Test
    void writesNoUseForEveryRequest() throws Exception {
        TestBrowser alice = signedIn("alice");
        reference(alice);
        int before = TOUCHED.get();

        for (int i = 0; i < 20; i++) {
            assertThat(alice.get("/page").body()).isEqualTo("alice");
        }
        // The writer has written what came before.
        reference(signedIn("bob"));

        assertThat(TOUCHED.get() - before).isLessThan(5);
    }

    @Test
    void answersARequestWhoseSessionIsKickedMeanwhile() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SLOW_PAGE.set(() -> {
            inside.countDown();
            assertThat(go.await(120, TimeUnit.SECONDS)).isTrue();
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
            SLOW_PAGE.set(() -> null);
        }

        assertThat(slow.get(120, TimeUnit.SECONDS).body()).isEqualTo("slow page");
        assertSignedOut(alice);
    }

    @Test
    void endsTheStreamsOfAKickedSession() throws Exception {
        TestBrowser alice = signedIn("alice");
        String ref = reference(alice);
        CompletableFuture<HttpResponse<String>> stream = CompletableFuture.supplyAsync(() -> {
            try {
                return alice.get("/stream");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        await().untilAsserted(() -> assertThat(streams()).isPositive());
        assertThat(stream.isDone()).isFalse();

        registry.kick(ref, "boss", null);

        assertThat(stream.get(120, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    /** Returns the number of streams that the host has begun. */
    abstract int streams();

    @ParameterizedTest
    @EnumSource(names = {"FORM", "OWN_ROUTE"})
    void refusesASessionBeyondTheLimit(Way way) throws Exception {
        TestBrowser first = signedIn("single");
        String ref = reference(first);

        assertThat(attempt(browser(), way, "single", "single")).isEqualTo(401);

        assertThat(first.get("/page").body()).isEqualTo("single");
        assertThat(attempt(first, way, "single", "single")).isEqualTo(200);
        registry.kick(ref, "boss", null);
        registry.kickUser("single", null, "boss", null);
    }

    @Test
    void endsTheOldestSessionBeyondTheLimit() throws Exception {
        TestBrowser first = signedIn("newest");
        reference(first);

        TestBrowser second = signedIn("newest");

        await().untilAsserted(() -> assertSignedOut(first));
        assertThat(second.get("/page").body()).isEqualTo("newest");
    }

    @Test
    void listsAndKicksATokenOfTheResourceServer() throws Exception {
        String token = SecureHost.token("carol", Instant.now().plusSeconds(600));
        TestBrowser carol = browser().with("Authorization", "Bearer " + token);
        assertThat(carol.get("/api/page").body()).isEqualTo("carol");
        JsonNode item = only();
        assertThat(item.get("kind").asString()).isEqualTo("TOKEN");
        assertThat(item.get("username").asString()).isEqualTo("carol");
        assertThat(item.get("expiresAt").asString()).isNotBlank();
        String ref = item.get("ref").asString();
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.LOGIN)
                                .sessionReference(ref)
                                .build())
                        .items())
                .singleElement()
                .satisfies(entry ->
                        assertThat(Objects.requireNonNull(entry.client()).ip()).isEqualTo(address)));

        boss().send("DELETE", API + "/" + ref, "");

        assertThat(carol.get("/api/page").statusCode()).isEqualTo(401);
        assertThat(carol.get("/api/page").statusCode()).isEqualTo(401);
        assertThat(browser()
                        .with(
                                "Authorization",
                                "Bearer "
                                        + SecureHost.token(
                                                "carol", Instant.now().plusSeconds(600)))
                        .get("/api/page")
                        .body())
                .isEqualTo("carol");
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .reason(FailureReason.KICKED)
                                .sessionReference(ref)
                                .build())
                        .items())
                .hasSize(1));
    }

    @Test
    void listsAndKicksATokenOfAFilterOfTheHost() throws Exception {
        TestBrowser carol = browser().with("X-Token", "token-of-carol-0123456789");
        assertThat(carol.get("/own/page").body()).isEqualTo("carol");
        JsonNode item = only();
        assertThat(item.get("kind").asString()).isEqualTo("TOKEN");
        assertThat(item.get("username").asString()).isEqualTo("carol");

        boss().send("DELETE", API + "/" + item.get("ref").asString(), "");

        assertThat(carol.get("/own/page").statusCode()).isNotEqualTo(200);
        assertThat(browser()
                        .with("X-Token", "token-of-erin-0123456789")
                        .get("/own/page")
                        .body())
                .isEqualTo("erin");
        // A token that the host refuses is never listed.
        browser().with("X-Token", "wrong-of-mallory-0123456789").get("/own/page");
        await().untilAsserted(() -> assertThat(here()).hasSize(1));
    }

    @Test
    void marksTheTokenOfTheCaller() throws Exception {
        TestBrowser boss = browser().with("X-Token", "token-of-boss-0123456789");
        boss.json(API);
        await().untilAsserted(() -> assertThat(boss.json(API + "?clientIp=" + address)
                        .get("items")
                        .get(0)
                        .get("current")
                        .asBoolean())
                .isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void locksAfterTooManyFailures(Way way) throws Exception {
        String username = "victim-" + way;
        for (int i = 0; i < 3; i++) {
            assertThat(attempt(browser(), way, username, "wrong")).isEqualTo(401);
        }

        assertThat(attempt(browser(), way, username, username)).isEqualTo(401);
        assertThat(attempt(new TestBrowser(port).with("X-Forwarded-For", "198.51.100.77"), way, username, username))
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .username(username)
                                .reason(FailureReason.TOO_MANY_ATTEMPTS)
                                .build())
                        .items())
                .hasSize(1));
        String key = boss().json("/opsmon/api/v1/login-locks")
                .get("items")
                .valueStream()
                .filter(lock -> lock.get("username").asString().equalsIgnoreCase(username))
                .findFirst()
                .orElseThrow()
                .get("key")
                .asString();
        assertThat(boss().send("DELETE", "/opsmon/api/v1/login-locks/" + key, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(attempt(browser(), way, username, username)).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void checksNoMorePasswordsThanThePolicyAllowsIfGuessesAreParallel(Way way) throws Exception {
        String username = "guessed-" + way;
        List<CompletableFuture<Integer>> guesses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            guesses.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return attempt(browser(), way, username, "wrong");
                } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (CompletableFuture<Integer> guess : guesses) {
            assertThat(guess.get(120, TimeUnit.SECONDS)).isEqualTo(401);
        }

        LoginLogFilter.Builder ofUser =
                LoginLogFilter.builder().username(username).outcome(Outcome.FAILURE);
        await().untilAsserted(
                        () -> assertThat(logins.find(ofUser.build()).items()).hasSize(12));
        assertThat(logins.find(ofUser.reason(FailureReason.BAD_CREDENTIALS).build())
                        .items())
                .hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void givesAnAttemptBackThatWasNoGuess(Way way) throws Exception {
        for (int i = 0; i < 5; i++) {
            attempt(browser(), way, "broken", "broken");
        }

        assertThat(boss().json("/opsmon/api/v1/login-locks").get("items").toString())
                .doesNotContain("broken");
    }

    @ParameterizedTest
    @EnumSource
    void forgetsFailuresAfterASuccess(Way way) throws Exception {
        String username = "careless-" + way;
        for (int i = 0; i < 4; i++) {
            assertThat(attempt(browser(), way, username, "wrong")).isEqualTo(401);
            assertThat(attempt(browser(), way, username, "wrong")).isEqualTo(401);
            assertThat(attempt(browser(), way, username, username)).isEqualTo(200);
        }
    }

    private static final String CONSOLE = "/opsmon/api/v1/console-session";

    private JsonNode ticket(String token) throws Exception {
        HttpResponse<String> answer =
                browser().with("X-Token", token).send("POST", "/opsmon/api/v1/console-tickets", "");
        assertThat(answer.statusCode()).isEqualTo(201);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static HttpResponse<String> redeem(TestBrowser browser, JsonNode ticket) throws Exception {
        return browser.send(
                "POST",
                CONSOLE,
                "{\"ticket\":\"" + ticket.get("ticket").asString() + "\"}",
                "Content-Type",
                "application/json");
    }

    private TestBrowser console(String token) throws Exception {
        TestBrowser console = browser();
        assertThat(redeem(console, ticket(token)).statusCode()).isEqualTo(201);
        return console;
    }

    @Test
    void servesThePageOfTheConsoleInFrontOfTheHostsSecurity() throws Exception {
        assertThat(browser().get("/opsmon/").statusCode()).isEqualTo(200);
        assertThat(browser().get("/opsmon/live.js").statusCode()).isEqualTo(200);
        assertThat(browser().get("/opsmon/api/v1/me").statusCode()).isNotEqualTo(200);
    }

    @Test
    void opensTheConsoleWithATicket() throws Exception {
        JsonNode ticket = ticket("token-of-boss-ticket-0123456789");
        assertThat(ticket.get("address").asString()).startsWith("../../#ticket=");
        TestBrowser console = browser();

        HttpResponse<String> begun = redeem(console, ticket);

        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("opsmon-console=", "HttpOnly", "SameSite=Strict")
                .doesNotContain("Path");
        assertThat(console.json("/opsmon/api/v1/me").get("username").asString()).isEqualTo("boss");
        await().untilAsserted(() -> assertThat(console.json(API + "?username=boss&clientIp=" + address)
                        .get("items")
                        .valueStream()
                        .filter(item -> item.get("current").asBoolean())
                        .map(item -> item.get("kind").asString()))
                .containsExactly("CONSOLE"));
        // The session is for the API of opsmon only.
        assertThat(console.get("/own/page").statusCode()).isNotEqualTo(200);
        assertThat(console.send("POST", "/opsmon/api/v1/console-tickets", "").statusCode())
                .isEqualTo(403);
        assertThat(redeem(browser(), ticket).statusCode()).isEqualTo(409);
        assertThat(console.send("DELETE", CONSOLE, "").statusCode()).isEqualTo(204);
        assertThat(console.get("/opsmon/api/v1/me").statusCode()).isNotEqualTo(200);
    }

    @Test
    void refusesATicketAtAnotherAddress() throws Exception {
        TestBrowser other = new TestBrowser(port).with("X-Forwarded-For", "198.51.100.99");

        assertThat(redeem(other, ticket("token-of-boss-other-0123456789")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void createsNoTicketForACallerWithoutAToken() throws Exception {
        assertThat(boss().send("POST", "/opsmon/api/v1/console-tickets", "").statusCode())
                .isEqualTo(409);
        assertThat(browser()
                        .with("X-Token", "token-of-alice-0123456789")
                        .send("POST", "/opsmon/api/v1/console-tickets", "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void endsTheConsoleWithItsToken() throws Exception {
        TestBrowser console = console("token-of-boss-ending-0123456789");
        CompletableFuture<HttpResponse<String>> events = CompletableFuture.supplyAsync(() -> {
            try {
                return console.get("/opsmon/api/v1/events");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        JsonNode token = console.json(API + "?username=boss&clientIp=" + address)
                .get("items")
                .valueStream()
                .filter(item -> item.get("kind").asString().equals("TOKEN"))
                .findFirst()
                .orElseThrow();

        registry.kick(token.get("ref").asString(), "boss", null);

        assertThat(console.get("/opsmon/api/v1/me").statusCode()).isNotEqualTo(200);
        assertThat(events.get(120, TimeUnit.SECONDS)).isNotNull();
    }
}
