package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.TestEntries;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests API, console and HTTP facts in a running host, under a context path and another base path. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:http;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.jackson.property-naming-strategy=SNAKE_CASE",
            "server.servlet.context-path=/app",
            "opsmon.web.base-path=/admin/ops",
            "opsmon.client.trusted-proxies=127.0.0.0/8,::1",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class OperationLogHttpTest {

    private static final String API = "/app/admin/ops/api/v1";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository repository;

    private HttpResponse<String> send(String method, String path, @Nullable String user, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (user != null) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, @Nullable String user) throws Exception {
        return send("GET", path, user);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private OperationLogEntry latest(String description) {
        OperationLogFilter filter =
                OperationLogFilter.builder().text(description).build();
        await().untilAsserted(() -> assertThat(repository.find(filter).items()).isNotEmpty());
        return repository.find(filter).items().get(0);
    }

    private static HttpFacts httpOf(OperationLogEntry entry) {
        return Objects.requireNonNull(entry.http());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void recordsTheFactsOfARequest() throws Exception {
        send(
                "POST",
                "/app/prefix/sell?id=7&secret=x",
                "boss",
                "X-Forwarded-For",
                "6.6.6.6, 203.0.113.5",
                "User-Agent",
                "Lynx",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        OperationLogEntry entry = latest("sold");
        HttpFacts facts = httpOf(entry);
        assertThat(facts.method()).isEqualTo("POST");
        assertThat(facts.path()).isEqualTo("/app/prefix/sell");
        assertThat(facts.query()).isEqualTo("id=7&secret=***");
        assertThat(facts.status()).isEqualTo(201);
        assertThat(facts.clientIp()).isEqualTo("203.0.113.5");
        assertThat(facts.userAgent()).isEqualTo("Lynx");
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(entry.trace()).isEqualTo(new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"));
        assertThat(entry.arguments()).isEqualTo("{\"id\":\"7\"}");
    }

    @Test
    void namesTheSessionByAHash() throws Exception {
        HttpResponse<String> first = send("POST", "/app/prefix/sell?id=session", null);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        send("POST", "/app/prefix/sell?id=session2", null, "Cookie", cookie);

        await().untilAsserted(() -> assertThat(repository
                        .find(OperationLogFilter.builder()
                                .resourceId("session2")
                                .build())
                        .items())
                .hasSize(1));
        String reference = httpOf(repository
                        .find(OperationLogFilter.builder()
                                .resourceId("session2")
                                .build())
                        .items()
                        .get(0))
                .sessionReference();
        assertThat(reference).hasSize(32).isNotEqualTo(cookie.substring(cookie.indexOf('=') + 1));
    }

    @Test
    void recordsTheStatusThatTheHostMadeOfAFailure() throws Exception {
        assertThat(send("POST", "/app/prefix/fail", "boss").statusCode()).isEqualTo(418);

        OperationLogEntry entry = latest("failed");
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(httpOf(entry).status()).isEqualTo(418);
    }

    @ParameterizedTest
    @CsvSource({"/app/prefix/future, future of 202", "/app/prefix/mono, mono"})
    void recordsAnswersThatComeLater(String path, String description) throws Exception {
        assertThat(send("POST", path, null).statusCode()).isEqualTo(202);

        assertThat(httpOf(latest(description)).status()).isEqualTo(202);
    }

    @Test
    void leavesAsyncRequestsWithoutEntriesAlone() throws Exception {
        assertThat(send("POST", "/app/prefix/callable", null).body()).isEqualTo("later");
    }

    @Test
    void doesNotWaitForTheEndOfAStream() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app/prefix/stream"))
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
            assertThat(stream.read()).isPositive();
            assertThat(httpOf(latest("streams")).status()).isEqualTo(200);
        }
    }

    @Test
    void showsUploadsByNameAndSize() throws Exception {
        String boundary = "b";
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app/prefix/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();

        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("5");

        assertThat(latest("uploaded a.txt").arguments())
                .isEqualTo("{\"file\":{\"file\":\"a.txt\",\"bytes\":5,\"type\":\"text/plain\"}}");
    }

    @Test
    void letsInByAuthority() throws Exception {
        for (String path :
                List.of("/operation-logs", "/operation-logs/recorder", "/operation-logs/" + UUID.randomUUID())) {
            assertThat(get(API + path, null).statusCode()).isEqualTo(401);
            HttpResponse<String> forbidden = get(API + path, "nobody");
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(json(forbidden).get("detail").asString()).contains("opsmon:operation-log:read");
            assertThat(get(API + path, "reader").statusCode()).isIn(200, 404);
            assertThat(get(API + path, "boss").statusCode()).isIn(200, 404);
        }
        assertThat(json(get(API + "/me", "nobody")).get("permissions")).isEmpty();
        assertThat(json(get(API + "/me", "boss")).get("permissions")).isNotEmpty();
        assertThat(get(API + "/me", null).statusCode()).isEqualTo(401);
    }

    @Test
    void isWhatItIsWhateverTheHostsHabits() throws Exception {
        OperationLogEntry entry = TestEntries.described("habits");
        repository.saveAll(List.of(entry));

        HttpResponse<String> page = get(API + "/operation-logs?text=habits", "reader");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        JsonNode item = json(page).at("/items/0");
        assertThat(item.get("occurredAt").asString()).isEqualTo("2026-03-01T12:00:00.123456Z");
        assertThat(item.get("durationMillis").asDouble()).isEqualTo(1.234);
        assertThat(item.has("arguments")).isFalse();
        JsonNode whole = json(get(API + "/operation-logs/" + entry.id(), "reader"));
        assertThat(whole.at("/arguments/id").asInt()).isEqualTo(42);
        assertThat(whole.at("/http/clientIp").asString()).isEqualTo("203.0.113.9");
        HttpResponse<String> missing = get(API + "/operation-logs/" + UUID.randomUUID(), "reader");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(get(API + "/nonsense", "reader").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "unknown=1, unknown",
        "from=yesterday, from",
        "from=2026-01-01, from",
        "to=+1000000000-12-31T23:59:59.999999999Z, to",
        "from=0001-01-01T00:00:00Z, from",
        "outcome=MAYBE, outcome",
        "minDurationMillis=-1, minDurationMillis",
        "minDurationMillis=1e3, minDurationMillis",
        "minDurationMillis=99999999999999999999, minDurationMillis",
        "limit=0, limit",
        "limit=501, limit",
        "limit=ten, limit",
        "cursor=abc, cursor",
        "cursor=%00, cursor",
        "cursor=f_________8AAAAAAAAAAAAAAAAAAAAA, cursor",
        "module=a%00b, module",
        "limit=1&limit=2, limit",
        "text=a&text=b, text",
        "outcome=SUCCESS&outcome=MAYBE, outcome",
        "outcome=!MAYBE, outcome",
        "operator=!, operator",
        "operator=%5C, operator"
    })
    void namesTheFieldOfBadInput(String query, String field) throws Exception {
        HttpResponse<String> response = get(API + "/operation-logs?" + query, "reader");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(response).get("field").asString()).isEqualTo(field);
        assertThat(json(response).get("detail").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR 1=1 --",
                "x'; DROP TABLE opsmon_operation_log; --",
                "%",
                "_",
                "\\",
                "!%",
                "<script>",
                "\uD83D\uDE42"
            })
    void takesHostileFilterValuesForText(String value) throws Exception {
        for (String filter : List.of(
                "operator",
                "module",
                "action",
                "resourceType",
                "resourceId",
                "clientIp",
                "traceId",
                "errorType",
                "text")) {
            boolean isMark = !filter.equals("text") && (value.startsWith("!") || value.startsWith("\\"));
            HttpResponse<String> response =
                    get(API + "/operation-logs?" + filter + "=" + encoded(isMark ? "\\" + value : value), "reader");
            assertThat(response.statusCode()).as(filter).isEqualTo(200);
            assertThat(json(response).get("items")).isEmpty();
        }
        assertThat(get(API + "/operation-logs/" + encoded(value).replace("+", "%20"), "reader")
                        .statusCode())
                .isIn(400, 404, 418);
    }

    @Test
    void acceptsAndExcludesSeveralValues() throws Exception {
        for (String module : List.of("several-a", "several-b", "several-c", "!several")) {
            repository.saveAll(
                    List.of(TestEntries.entry(TestEntries.NOON, module, "OTHER", "one of several", Outcome.SUCCESS)));
        }

        assertThat(modules("module=several-a&module=several-c")).containsExactlyInAnyOrder("several-a", "several-c");
        assertThat(modules("module=!several-a&module=%21several-c")).containsExactlyInAnyOrder("several-b", "!several");
        assertThat(modules("module=%5C!several")).containsExactly("!several");
        assertThat(modules("module=several-a&outcome=!success")).isEmpty();
        assertThat(modules("module=several-a&module=")).containsExactly("several-a");
    }

    @Test
    void findsNamesInAnyCaseAndAddressesInAnyNotation() throws Exception {
        repository.saveAll(List.of(TestEntries.with(
                TestEntries.entry(TestEntries.NOON, "notation", "OTHER", "one of several", Outcome.SUCCESS),
                Operator.of("alice"),
                null,
                new HttpFacts("GET", "/x", null, 200, "2001:db8::1", null, null),
                null,
                Duration.ZERO)));

        for (String found : List.of(
                "operator=Alice",
                "operator=ALICE&operator=bob",
                "clientIp=2001:DB8::1",
                "clientIp=2001:db8:0:0:0:0:0:1",
                "clientIp=!2001:DB8::2")) {
            assertThat(modules("module=notation&" + found)).as(found).containsExactly("notation");
        }
        for (String missed : List.of("operator=!Alice", "operator=alicia", "clientIp=!2001:DB8:0::1")) {
            assertThat(modules("module=notation&" + missed)).as(missed).isEmpty();
        }
    }

    @Test
    void filtersByAttributes() throws Exception {
        OperationLogEntry plain =
                TestEntries.entry(TestEntries.NOON, "extra", "OTHER", "one of several", Outcome.SUCCESS);
        repository.saveAll(List.of(new OperationLogEntry(
                plain.id(),
                plain.occurredAt(),
                plain.duration(),
                "extra",
                plain.action(),
                plain.description(),
                plain.outcome(),
                null,
                null,
                null,
                null,
                plain.source(),
                null,
                null,
                null,
                Map.of("reason", "typing error", "a:b", "c:d"),
                List.of(),
                null)));

        for (String found : List.of(
                "extra=reason:typing+error",
                "extra=a%5C:b:c:d",
                "extra=reason:x&extra=reason:typing+error",
                "extra=reason:typing+error&extra=a%5C:b:c:d",
                "extra=!reason:x")) {
            assertThat(modules("module=extra&" + found)).as(found).containsExactly("extra");
        }
        for (String missed : List.of(
                "extra=reason:typing",
                "extra=a:b:c:d",
                "extra=reason:typing+error&extra=a:x",
                "extra=!reason:typing+error")) {
            assertThat(modules("module=extra&" + missed)).as(missed).isEmpty();
        }
        for (String refused : List.of("extra=reason", "extra=:x", "extra=!", "extra.reason=x")) {
            assertThat(get(API + "/operation-logs?" + refused, "reader").statusCode())
                    .as(refused)
                    .isEqualTo(400);
        }
    }

    private List<String> modules(String query) throws Exception {
        JsonNode page = json(get(API + "/operation-logs?text=%22one+of+several%22&" + query, "reader"));
        return page.get("items")
                .valueStream()
                .map(item -> item.get("module").asString())
                .toList();
    }

    @Test
    void takesACursorMadeByHand() throws Exception {
        for (byte fill : new byte[] {0, 1, 63}) {
            byte[] bytes = new byte[24];
            java.util.Arrays.fill(bytes, 8, 24, fill);
            String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(get(API + "/operation-logs?cursor=" + cursor, "reader").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void servesTheConsoleUnderAnyPath() throws Exception {
        HttpResponse<String> redirect = get("/app/admin/ops", "reader");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).hasValue("ops/");
        HttpResponse<String> page = get("/app/admin/ops/", "reader");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("src=\"/", "href=\"/", "<style", "onclick");
        for (Map.Entry<String, String> file : Map.of(
                        "app.js", "text/javascript",
                        "style.css", "text/css",
                        "icon.svg", "image/svg+xml",
                        "vendor/lit-html/lit-html.js", "text/javascript")
                .entrySet()) {
            HttpResponse<String> response = get("/app/admin/ops/" + file.getKey(), "reader");
            assertThat(response.statusCode()).as(file.getKey()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(file.getValue());
            String etag = response.headers().firstValue("ETag").orElseThrow();
            assertThat(send("GET", "/app/admin/ops/" + file.getKey(), "reader", "If-None-Match", etag)
                            .statusCode())
                    .isEqualTo(304);
        }
        for (String path :
                List.of("/../application.yml", "/%2e%2e/x.js", "/vendor/", "/none.js", "/vendor/lit-html/LICENSE")) {
            assertThat(get("/app/admin/ops" + path, "reader").statusCode())
                    .as(path)
                    .isIn(400, 404, 418);
        }
    }

    @Test
    void leavesTheSignInToTheHost() throws Exception {
        // The page has no data; what it shows comes from the API.
        assertThat(get("/app/admin/ops/", null).statusCode()).isEqualTo(200);
        assertThat(get("/app/admin/ops/api/v1/me", null).statusCode()).isIn(401, 418);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1.10,\"big\":12345678901234567890.123456789,\"e\":1e400,\"id\":1410277790296653824}",
                "[1.0,{\"a\":-0.0}]",
                "1e400"
            })
    void returnsPayloadsAsStored(String arguments) throws Exception {
        OperationLogEntry entry = TestEntries.withArguments(TestEntries.described("payload"), arguments);
        repository.saveAll(List.of(entry));

        assertThat(get(API + "/operation-logs/" + entry.id(), "reader").body())
                .contains("\"arguments\":" + arguments + ",\"result\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{\"a\":1", "{} {}", "1,\"result\":2", ""})
    void returnsPayloadsThatAreNoJsonAsText(String arguments) throws Exception {
        OperationLogEntry entry = TestEntries.withArguments(TestEntries.described("payload"), arguments);
        repository.saveAll(List.of(entry));

        assertThat(json(get(API + "/operation-logs/" + entry.id(), "reader"))
                        .get("arguments")
                        .asString())
                .isEqualTo(arguments);
    }
}
