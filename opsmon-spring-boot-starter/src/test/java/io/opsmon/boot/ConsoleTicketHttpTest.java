package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.boot.RawHttp.Answer;
import io.opsmon.log.Outcome;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests one-time addresses of the console on a host with a token filter of its own, which refuses every path without a
 * token with HTTP 200 and a code in the body.
 */
@SpringBootTest(
        classes = ConsoleTicketHttpTest.TokenHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:consoletickets;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.session-reference-key=the same on every node",
            "opsmon.client.trusted-proxies=127.0.0.1,::1",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.online-users.resync-interval=100ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleTicketHttpTest {

    private static final String API = "/opsmon/api/v1";
    private static final String[] SAME_ORIGIN = {"Sec-Fetch-Site", "same-origin"};

    @LocalServerPort
    private int port;

    @Autowired
    private OnlineUserRegistry registry;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private JdbcClient jdbc;

    /** Signs a user in at the host, which remembers the token. */
    private static String token(String username, String... authorities) {
        String token = UUID.randomUUID().toString();
        TokenHost.USERS.put(token, username);
        TokenHost.AUTHORITIES.put(username, List.of(authorities));
        return token;
    }

    private Answer send(int to, String method, String path, String body, String... headers) throws IOException {
        return new RawHttp(to).send(method, path, body, headers);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String[] bearer(String token) {
        return with(SAME_ORIGIN, "Authorization", "Bearer " + token);
    }

    private Answer ask(String token, String... more) throws IOException {
        return send(port, "POST", API + "/console-tickets", "", with(bearer(token), more));
    }

    private String ticket(String token) throws IOException {
        Answer answer = ask(token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().get("ticket").asString();
    }

    private Answer redeem(int at, String ticket, String... more) throws IOException {
        String body = "{\"ticket\":\"" + ticket + "\"}";
        return send(
                at,
                "POST",
                API + "/console-session",
                body,
                with(with(SAME_ORIGIN, more), "Content-Type", "application/json"));
    }

    private static String cookie(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.header("Set-Cookie").orElseThrow().split(";")[0];
    }

    private String session(String token) throws IOException {
        return cookie(redeem(port, ticket(token)));
    }

    private Answer get(String path, String cookie) throws IOException {
        return send(port, "GET", path, "", with(SAME_ORIGIN, "Cookie", cookie));
    }

    private void assertRefusedByHost(Answer answer) {
        assertThat(answer.body()).contains("\"code\":401");
        assertThat(answer.header("Opsmon-Api")).isEmpty();
    }

    private List<OnlineSession> listed(String username) {
        registry.flush();
        return registry.find(OnlineUserQuery.ofUser(username)).items();
    }

    private OnlineSession listedConsole(String username) {
        return listed(username).stream()
                .filter(session -> session.kind() == SessionKind.CONSOLE)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/opsmon/",
                "/opsmon/index.html",
                "/opsmon/operation-logs?range=24h",
                "/opsmon/backups",
                "/opsmon/app.js",
                "/opsmon/style.css",
                "/opsmon/icon.svg",
                "/opsmon/pages/overview.js",
                "/opsmon/vendor/lit-html/lit-html.js",
                "/opsmon/console.json"
            })
    void servesTheFilesOfTheConsoleWithoutASignIn(String file) throws Exception {
        Answer answer = send(port, "GET", file, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"code\":401");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void sendsToThePageWithItsSlash() throws Exception {
        Answer answer = send(port, "GET", "/opsmon", "");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).contains("opsmon/");
    }

    @Test
    void sendsAUserFromTheSignInToThePageUnlessThePageAsks() throws Exception {
        String[] user = bearer(token("back", "ROLE_OPSMON_ADMIN"));

        Answer back = send(port, "GET", "/opsmon/sign-in", "", user);
        Answer probe = send(port, "GET", "/opsmon/sign-in?probe", "", user);

        assertThat(back.status()).isEqualTo(302);
        assertThat(back.header("Location")).contains("./");
        assertThat(probe.status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "operation-logs, ./operation-logs",
        "operation-logs%3Frange%3D24h%26text%3D%25E5%25BC%25A0, ./operation-logs?range=24h&text=%E5%BC%A0",
        "nowhere, ./",
        "..%2Fhost, ./",
        "%2F%2Fevil.example, ./",
        "https%3A%2F%2Fevil.example, ./",
        "backups%3Fa%0D%0ASet-Cookie%3A+x, ./",
        "backups%2F..%2F..%2Fhost, ./"
    })
    void sendsAUserFromTheSignInToThePageOfTheLink(String to, String location) throws Exception {
        Answer answer = send(port, "GET", "/opsmon/sign-in?to=" + to, "", bearer(token("back", "ROLE_OPSMON_ADMIN")));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location").orElse("")).endsWith(location);
    }

    @Test
    void letsBrowsersCacheTheFilesOfAVersion() throws Exception {
        String page = send(port, "GET", "/opsmon/", "").body();
        Matcher script = Pattern.compile("src=\"(_/([0-9a-f]{32})/app\\.js)\"").matcher(page);
        assertThat(script.find()).isTrue();
        assertThat(page)
                .doesNotContain("\"_/app.js", "\"app.js")
                .contains("href=\"_/" + script.group(2) + "/style.css\"");

        Answer versioned = send(port, "GET", "/opsmon/" + script.group(1), "");
        Answer other = send(port, "GET", "/opsmon/_/00000000000000000000000000000000/app.js", "");
        Answer nested = send(port, "GET", "/opsmon/_/" + script.group(2) + "/pages/overview.js", "");

        assertThat(versioned.status()).isEqualTo(200);
        assertThat(versioned.header("Cache-Control")).contains("max-age=31536000, immutable");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("Cache-Control")).contains("no-cache");
        assertThat(other.body()).isEqualTo(versioned.body());
        assertThat(nested.header("Cache-Control")).contains("max-age=31536000, immutable");
        assertRefusedByHost(send(port, "GET", "/opsmon/_/" + script.group(2) + "/none.js", ""));
        assertRefusedByHost(send(port, "GET", "/opsmon/_/", ""));
        assertRefusedByHost(send(port, "GET", "/opsmon/_", ""));
    }

    @Test
    void letsPagesOfTheSameOriginEmbedTheConsole() throws Exception {
        Answer answer = send(port, "GET", "/opsmon/", "");

        assertThat(answer.header("Content-Security-Policy").orElseThrow()).endsWith("frame-ancestors 'self'");
        assertThat(answer.header("X-Frame-Options")).contains("SAMEORIGIN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /host/whoami",
                "GET /opsmon/api/v1/me",
                "GET /opsmon/api/v1/unknown",
                "GET /opsmon/sign-in",
                "GET /opsmon/unknown.js",
                "GET /opsmon/META-INF/MANIFEST.MF",
                "GET /opsmon/pages/../../host/whoami",
                "GET /opsmon/..;/host/whoami",
                "GET /opsmon/%2e%2e/host/whoami",
                "GET /opsmon/pages/%2e%2e%2f%2e%2e%2fhost/whoami",
                "GET /opsmon;x=/../host/whoami",
                "GET //opsmon/../host/whoami",
                "POST /opsmon/",
                "PUT /opsmon/app.js",
                "POST /opsmon/api/v1/console-tickets",
                "GET /opsmon/api/v1/console-session",
                "PUT /opsmon/api/v1/console-session",
                "POST /opsmon/api/v1/console-session/x",
                "GET /host/opsmon/app.js"
            })
    void opensNothingElse(String request) throws Exception {
        String[] words = request.split(" ");

        Answer answer = send(port, words[0], words[1], "", SAME_ORIGIN);

        assertThat(answer.body()).doesNotContain("whoami-of");
        assertThat(answer.status() == 400 || answer.body().contains("\"code\":401"))
                .as(answer.status() + " " + answer.body())
                .isTrue();
    }

    @Test
    void opensTheConsoleByAnAddressThatIsUsedOnce() throws Exception {
        String token = token("alice", "ROLE_OPSMON_ADMIN");
        Answer asked = ask(token);
        JsonNode answer = asked.json();
        assertThat(asked.status()).isEqualTo(201);
        assertThat(asked.header("Cache-Control")).contains("no-store");
        assertThat(answer.get("address").asString())
                .isEqualTo("../../#ticket=" + answer.get("ticket").asString());

        Answer begun = redeem(port, answer.get("ticket").asString());

        assertThat(begun.json().get("username").asString()).isEqualTo("alice");
        assertThat(begun.header("Set-Cookie").orElseThrow())
                .matches("opsmon-console=[\\w-]{43}; HttpOnly; SameSite=Strict");
        JsonNode me = get(API + "/me", cookie(begun)).json();
        assertThat(me.get("username").asString()).isEqualTo("alice");
        assertThat(me.get("signOut").asBoolean()).isTrue();
        assertThat(send(port, "GET", API + "/me", "", bearer(token))
                        .json()
                        .get("signOut")
                        .asBoolean())
                .isFalse();
        // Another thread writes new sessions.
        await().untilAsserted(() -> assertThat(get(API + "/online-users?username=alice", cookie(begun))
                        .json()
                        .get("items"))
                .anySatisfy(session -> {
                    assertThat(session.get("kind").asString()).isEqualTo("CONSOLE");
                    assertThat(session.get("current").asBoolean()).isTrue();
                }));
    }

    @Test
    void marksTheCookieAsSecureWhereTheBrowserUsesTls() throws Exception {
        String token = token("tls", "ROLE_OPSMON_ADMIN");

        Answer begun = redeem(port, ticket(token), "Origin", "https://localhost");

        assertThat(begun.header("Set-Cookie").orElseThrow())
                .contains("; Secure")
                .contains("; HttpOnly");
    }

    @Test
    void refusesTheSecondUseOfAnAddressAndSaysSo() throws Exception {
        String ticket = ticket(token("twice", "ROLE_OPSMON_ADMIN"));
        String cookie = cookie(redeem(port, ticket));

        Answer second = redeem(port, ticket);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().get("code").asString()).isEqualTo("console-ticket-used");
        assertThat(second.json().get("detail").asString()).contains("was used before");
        assertThat(second.header("Set-Cookie")).isEmpty();
        assertThat(get(API + "/me", cookie).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .module("opsmon")
                                .action("LOGIN")
                                .build())
                        .items())
                .anySatisfy(entry -> {
                    assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
                    assertThat(Objects.requireNonNull(entry.operator()).name()).isEqualTo("twice");
                    assertThat(Objects.requireNonNull(entry.resource()).type()).isEqualTo("console-session");
                })
                .anySatisfy(entry -> {
                    assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
                    assertThat(Objects.requireNonNull(entry.failure()).message())
                            .contains("was used before");
                }));
    }

    @Test
    void refusesAnotherNetworkAddress() throws Exception {
        String ticket = ask(token("moved", "ROLE_OPSMON_ADMIN"), "X-Forwarded-For", "203.0.113.7")
                .json()
                .get("ticket")
                .asString();

        Answer other = redeem(port, ticket, "X-Forwarded-For", "203.0.113.8");
        Answer again = redeem(port, ticket, "X-Forwarded-For", "203.0.113.7");

        assertThat(other.status()).isEqualTo(403);
        assertThat(other.json().get("code").asString()).isEqualTo("console-ticket-other-client");
        assertThat(again.json().get("code").asString()).isEqualTo("console-ticket-used");
    }

    @Test
    void refusesUnknownAndMalformedTickets() throws Exception {
        Answer unknown = redeem(port, "x".repeat(43));
        Answer short_ = redeem(port, "x");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("code").asString()).isEqualTo("console-ticket-unknown");
        assertThat(short_.status()).isEqualTo(404);
        assertThat(redeem(port, "").status()).isEqualTo(400);
        assertThat(send(port, "POST", API + "/console-session", "{", "Content-Type", "application/json")
                        .status())
                .isEqualTo(400);
        assertThat(send(port, "POST", API + "/console-session", "ticket=x", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refusesToBeginASessionForAPageOfAnotherSite() throws Exception {
        String ticket = ticket(token("victim", "ROLE_OPSMON_ADMIN"));

        for (String[] attack : List.of(
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"},
                new String[] {"Origin", "https://evil.example"},
                new String[] {"Origin", "null"})) {
            Answer answer = send(
                    port,
                    "POST",
                    API + "/console-session",
                    "{\"ticket\":\"" + ticket + "\"}",
                    with(attack, "Content-Type", "application/json"));
            assertThat(answer.status()).as(Arrays.toString(attack)).isEqualTo(403);
        }
        assertThat(redeem(port, ticket).status()).isEqualTo(201);
    }

    @Test
    void letsAFrontEndOfAnotherOriginAskForAnAddress() throws Exception {
        String token = token("elsewhere", "ROLE_OPSMON_ADMIN");

        Answer answer = send(
                port,
                "POST",
                API + "/console-tickets",
                "",
                "Authorization",
                "Bearer " + token,
                "Origin",
                "https://front-end.example",
                "Sec-Fetch-Site",
                "cross-site");

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void createsNoAddressWithoutATokenOrAPermission() throws Exception {
        assertThat(ask(token("clerk", "ROLE_USER")).status()).isEqualTo(403);
        assertRefusedByHost(ask("unknown"));

        TokenHost.USERS.put("basic", "by-password");
        TokenHost.AUTHORITIES.put("by-password", List.of("ROLE_OPSMON_ADMIN"));
        Answer password =
                send(port, "POST", API + "/console-tickets", "", with(SAME_ORIGIN, "Authorization", "Basic basic"));
        assertThat(password.status()).isEqualTo(409);
        assertThat(password.json().get("code").asString()).isEqualTo("console-ticket-without-token");
    }

    @Test
    void createsNoAddressForASessionOfTheConsole() throws Exception {
        String cookie = session(token("chain", "ROLE_OPSMON_ADMIN"));

        Answer answer = send(port, "POST", API + "/console-tickets", "", with(SAME_ORIGIN, "Cookie", cookie));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("code").asString()).isEqualTo("console-ticket-of-console");
    }

    @Test
    void asksTheHostForPermissionsAtEachRequest() throws Exception {
        String cookie = session(token("demoted", "opsmon:operation-log:read"));
        assertThat(get(API + "/operation-logs", cookie).status()).isEqualTo(200);
        assertThat(get(API + "/login-logs", cookie).status()).isEqualTo(403);

        TokenHost.AUTHORITIES.put("demoted", List.of("opsmon:login-log:read"));

        assertThat(get(API + "/operation-logs", cookie).status()).isEqualTo(403);
        assertThat(get(API + "/login-logs", cookie).status()).isEqualTo(200);
    }

    @Test
    void endsForGoodWhenTheHostRefusesItsToken() throws Exception {
        String token = token("revoked", "ROLE_OPSMON_ADMIN");
        String cookie = session(token);
        TokenHost.USERS.remove(token);

        assertRefusedByHost(get(API + "/me", cookie));

        TokenHost.USERS.put(token, "revoked");
        assertRefusedByHost(get(API + "/me", cookie));
        assertThat(listed("revoked")).noneMatch(session -> session.kind() == SessionKind.CONSOLE);
    }

    @Test
    void endsWhenItIsTerminatedAndLeavesItsToken() throws Exception {
        String token = token("kicked", "ROLE_OPSMON_ADMIN");
        String cookie = session(token);
        String operator = token("operator", "ROLE_OPSMON_ADMIN");

        Answer kick = send(
                port, "DELETE", API + "/online-users/" + listedConsole("kicked").ref(), "", bearer(operator));

        assertThat(kick.status()).isEqualTo(200);
        assertRefusedByHost(get(API + "/me", cookie));
        assertThat(send(port, "GET", API + "/me", "", bearer(token)).status()).isEqualTo(200);
    }

    @Test
    void endsWithTheTerminationOfItsToken() throws Exception {
        String token = token("both", "ROLE_OPSMON_ADMIN");
        String cookie = session(token);
        OnlineSession ofToken = listed("both").stream()
                .filter(session -> session.kind() == SessionKind.TOKEN)
                .findFirst()
                .orElseThrow();

        registry.kick(ofToken.ref(), "boss", null);

        assertThat(get(API + "/me", cookie).header("Opsmon-Api")).isEmpty();
        await().untilAsserted(() -> assertThat(listed("both")).isEmpty());
    }

    @Test
    void endsWithTheTerminationOfItsUser() throws Exception {
        String cookie = session(token("everywhere", "ROLE_OPSMON_ADMIN"));

        registry.kickUser("everywhere", null, "boss", null);

        assertThat(get(API + "/me", cookie).header("Opsmon-Api")).isEmpty();
    }

    @Test
    void closesTheEventStreamOfATerminatedSession() throws Exception {
        String cookie = session(token("streaming", "ROLE_OPSMON_ADMIN"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + API + "/events?topics=operation-logs HTTP/1.0\r\nHost: localhost:" + port
                                    + "\r\nCookie: " + cookie + "\r\nSec-Fetch-Site: same-origin\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            while (read.indexOf(":here") < 0) {
                int next = in.read();
                assertThat(next).as(read.toString()).isNotNegative();
                read.append((char) next);
            }

            registry.kick(listedConsole("streaming").ref(), "boss", null);

            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void signsOut() throws Exception {
        String cookie = session(token("leaving", "ROLE_OPSMON_ADMIN"));

        Answer foreign =
                send(port, "DELETE", API + "/console-session", "", "Cookie", cookie, "Sec-Fetch-Site", "cross-site");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(get(API + "/me", cookie).status()).isEqualTo(200);
        Answer left = send(port, "DELETE", API + "/console-session", "", with(SAME_ORIGIN, "Cookie", cookie));

        assertThat(left.status()).isEqualTo(204);
        assertThat(left.header("Set-Cookie").orElseThrow()).startsWith("opsmon-console=; Max-Age=0");
        assertRefusedByHost(get(API + "/me", cookie));
        assertThat(listed("leaving")).noneMatch(session -> session.kind() == SessionKind.CONSOLE);
    }

    @Test
    void replacesTheSessionOfTheSameBrowser() throws Exception {
        String first = session(token("first", "ROLE_OPSMON_ADMIN"));

        String second = cookie(redeem(port, ticket(token("second", "ROLE_OPSMON_ADMIN")), "Cookie", first));

        assertThat(second).isNotEqualTo(first);
        assertRefusedByHost(get(API + "/me", first));
        assertThat(get(API + "/me", second).json().get("username").asString()).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/host/whoami",
                "/opsmon/api/v1/../../../host/whoami",
                "/opsmon/api/v1/..;/..;/..;/host/whoami",
                "/opsmon/api/v1/%2e%2e/%2e%2e/%2e%2e/host/whoami",
                "/opsmon/api/v1/%252e%252e/%252e%252e/%252e%252e/host/whoami",
                "/opsmon/api/v1//../../../host/whoami",
                "/opsmon/api/v1/me;x=y",
                "/host/opsmon/api/v1/me",
                "/OPSMON/api/v1/me"
            })
    void repeatsTheTokenForTheApiOnly(String path) throws Exception {
        String cookie = session(token("confined", "ROLE_OPSMON_ADMIN"));

        Answer answer = get(path, cookie);

        assertThat(answer.body()).doesNotContain("whoami-of").doesNotContain("\"confined\"");
        assertThat(answer.status() == 400 || answer.body().contains("\"code\":401"))
                .as(answer.status() + " " + answer.body())
                .isTrue();
    }

    @Test
    void refusesRequestsOfOtherSitesWithTheCookie() throws Exception {
        String cookie = session(token("target", "ROLE_OPSMON_ADMIN"));

        assertThat(send(port, "GET", API + "/me", "", "Cookie", cookie, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(send(
                                port,
                                "DELETE",
                                API + "/online-users?username=nobody",
                                "",
                                "Cookie",
                                cookie,
                                "Origin",
                                "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(get(API + "/me", cookie).status()).isEqualTo(200);
    }

    @Test
    void prefersTheTokenOfTheRequest() throws Exception {
        String cookie = session(token("of-cookie", "ROLE_OPSMON_ADMIN"));
        String token = token("of-header", "ROLE_OPSMON_ADMIN");

        Answer answer = send(port, "GET", API + "/me", "", with(bearer(token), "Cookie", cookie));

        assertThat(answer.json().get("username").asString()).isEqualTo("of-header");
        assertThat(answer.json().get("signOut").asBoolean()).isFalse();
    }

    @Test
    void storesNothingThatOpensTheConsoleOrTheHost() throws Exception {
        String token = token("stored", "ROLE_OPSMON_ADMIN");
        String ticket = ticket(token);
        String unused = ticket(token);
        String cookie = cookie(redeem(port, ticket)).substring("opsmon-console=".length());

        List<String> rows = new ArrayList<>();
        for (String table : List.of("opsmon_console_grant", "opsmon_online_session")) {
            jdbc.sql("SELECT * FROM " + table).query().listOfRows().forEach(row -> {
                for (Object value : row.values()) {
                    rows.add(value instanceof java.sql.Clob clob ? text(clob) : String.valueOf(value));
                }
            });
        }
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(value -> assertThat(value)
                        .doesNotContain(token)
                        .doesNotContain(ticket)
                        .doesNotContain(unused)
                        .doesNotContain(cookie));
    }

    private static String text(java.sql.Clob clob) {
        try {
            return clob.getSubString(1, (int) clob.length());
        } catch (java.sql.SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void isOpenOnEveryNode() throws Exception {
        String token = token("wanderer", "ROLE_OPSMON_ADMIN");
        String ticket = ticket(token);
        try (ConfigurableApplicationContext other = node("opsmon.node=other")) {
            int otherPort = port(other);
            String cookie = cookie(redeem(otherPort, ticket));

            assertThat(redeem(port, ticket).json().get("code").asString()).isEqualTo("console-ticket-used");
            assertThat(get(API + "/me", cookie).json().get("username").asString())
                    .isEqualTo("wanderer");
            other.getBean(OnlineUserRegistry.class).flush();
            registry.kick(listedConsole("wanderer").ref(), "boss", null);

            await().untilAsserted(() ->
                    assertRefusedByHost(send(otherPort, "GET", API + "/me", "", with(SAME_ORIGIN, "Cookie", cookie))));
        }
    }

    @Test
    void leavesThePageToTheHostIfItIsClosed() throws Exception {
        try (ConfigurableApplicationContext closed = node("opsmon.web.console-access=authenticated")) {
            int at = port(closed);
            String token = token("reader", "ROLE_OPSMON_ADMIN");

            assertRefusedByHost(send(at, "GET", "/opsmon/", ""));
            assertRefusedByHost(send(at, "GET", "/opsmon/app.js", ""));
            assertRefusedByHost(send(at, "GET", "/opsmon/console.json", ""));
            assertThat(send(at, "GET", "/opsmon/", "", bearer(token)).status()).isEqualTo(200);
        }
    }

    @Test
    void namesThePlaceOfTheTokenToThePage() throws Exception {
        try (ConfigurableApplicationContext node = node(
                "opsmon.web.login-url=/login",
                "opsmon.web.token.cookie=Admin-Token",
                "opsmon.web.token.storage-key=token",
                "opsmon.web.frame-ancestors=self,https://admin.example.com")) {
            Answer settings = send(port(node), "GET", "/opsmon/console.json", "");
            Answer page = send(port(node), "GET", "/opsmon/", "");

            assertThat(settings.json())
                    .isEqualTo(
                            JsonMapper.shared()
                                    .readTree(
                                            "{\"loginUrl\":\"/login\",\"token\":{\"header\":\"Authorization\",\"prefix\":\"Bearer\",\"cookie\":\"Admin-Token\",\"storageKey\":\"token\"}}"));
            assertThat(page.header("Content-Security-Policy").orElseThrow())
                    .endsWith("frame-ancestors 'self' https://admin.example.com");
            assertThat(page.header("X-Frame-Options")).isEmpty();
        }
        assertThat(send(port, "GET", "/opsmon/console.json", "").body()).isEqualTo("{}");
    }

    @Test
    void hasNoTicketsIfTheyAreSwitchedOff() throws Exception {
        try (ConfigurableApplicationContext node = node("opsmon.web.tickets.enabled=false")) {
            Answer answer =
                    send(port(node), "POST", API + "/console-tickets", "", bearer(token("none", "ROLE_OPSMON_ADMIN")));

            assertThat(answer.status()).isEqualTo(404);
            assertRefusedByHost(redeem(port(node), "x".repeat(43)));
        }
    }

    private static ConfigurableApplicationContext node(String... properties) {
        return new SpringApplicationBuilder(TokenHost.class)
                .properties(
                        "server.port=0",
                        "spring.datasource.url=jdbc:h2:mem:consoletickets;DB_CLOSE_DELAY=-1",
                        "spring.liquibase.enabled=false",
                        "spring.flyway.enabled=false",
                        "opsmon.redis.enabled=false",
                        "opsmon.session-reference-key=the same on every node",
                        "opsmon.client.trusted-proxies=127.0.0.1,::1",
                        "opsmon.online-users.resync-interval=100ms",
                        "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID())
                .properties(properties)
                .run();
    }

    private static int port(ConfigurableApplicationContext node) {
        return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A host whose filter looks tokens up, and whose answer to everyone else is HTTP 200 with a code. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TokenHost {

        static final Map<String, String> USERS = new ConcurrentHashMap<>();
        static final Map<String, List<String>> AUTHORITIES = new ConcurrentHashMap<>();

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .addFilterBefore(new TokenFilter(), UsernamePasswordAuthenticationFilter.class)
                    .exceptionHandling(failures -> failures.authenticationEntryPoint((request, response, failure) -> {
                        response.setContentType("application/json");
                        response.getWriter().write("{\"code\":401,\"msg\":\"no\"}");
                    }))
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @RestController
        static class Pages {

            @GetMapping("/host/whoami")
            public String whoami(HttpServletRequest request) {
                return "whoami-of " + request.getRemoteUser();
            }
        }
    }

    private static final class TokenFilter extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String header = request.getHeader("Authorization");
            String username = header == null ? null : TokenHost.USERS.get(header.replaceFirst("^(Bearer|Basic) ", ""));
            if (username != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                username,
                                null,
                                AuthorityUtils.createAuthorityList(
                                        TokenHost.AUTHORITIES.getOrDefault(username, List.of()))));
            }
            chain.doFilter(request, response);
        }
    }
}
