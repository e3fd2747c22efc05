package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.boot.RawHttp.Answer;
import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.TestEntries;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The behaviour of the API and the console in a running host, the same on every web stack. */
@Import(WebContract.TestRoutes.class)
@TestPropertySource(
        properties = {
            "spring.datasource.generate-unique-name=true",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.poll-interval=200ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class WebContract {

    private static final String API = "/opsmon/api/v1";
    private static final int LARGE = 20_000_000;

    private static final AtomicLong WRITTEN = new AtomicLong();
    private static final AtomicBoolean CLOSED = new AtomicBoolean();

    /** Routes of the table that show what a handler may do. */
    @TestConfiguration(proxyBeanMethods = false)
    static class TestRoutes {

        @Bean
        RouteGroup testRoutes(OpsmonAccess access) {
            return () -> List.of(
                    ApiRoute.get("/test/caller", null, request -> caller(request, access)),
                    ApiRoute.get(
                            "/test/written-caller",
                            null,
                            request -> ApiResponse.of(200)
                                    .withBody(out ->
                                            out.write(ApiRequestText.of(access).getBytes(StandardCharsets.UTF_8)))),
                    ApiRoute.get("/test/halfway", null, WebContract::halfway),
                    ApiRoute.get(
                            "/test/endless",
                            null,
                            request -> ApiResponse.of(200)
                                    .with("Content-Type", "application/octet-stream")
                                    .withBody(new Endless())),
                    ApiRoute.post("/test/upload", null, WebContract::upload)
                            .consuming(MediaType.APPLICATION_OCTET_STREAM));
        }
    }

    /** The caller and whether the thread may block. */
    private static final class ApiRequestText {
        static String of(OpsmonAccess access) {
            return access.username() + " " + !Schedulers.isInNonBlockingThread();
        }
    }

    private static ApiResponse caller(ApiRequest request, OpsmonAccess access) {
        return ApiResponse.json(JsonNodeFactory.instance
                .objectNode()
                .put("caller", ApiRequestText.of(access))
                .put("address", request.connectionAddress())
                .put("local", request.localAddress())
                .put("sent", request.sentMethod())
                .put("language", request.language().toString())
                .put("empty", request.param("empty").orElse("missing")));
    }

    private static ApiResponse halfway(ApiRequest request) {
        int bytes = Integer.parseInt(request.required("bytes"));
        return ApiResponse.of(200).with("Content-Type", "text/csv").withBody(out -> {
            out.write(new byte[bytes]);
            throw new IllegalStateException("The source failed");
        });
    }

    private static ApiResponse upload(ApiRequest request) throws IOException {
        InputStream body = request.body();
        byte[] chunk = new byte[1 << 14];
        long count = 0;
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            count += read;
        }
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("count", count));
    }

    /** Writes until the client has disconnected. */
    private static final class Endless implements ApiContent.Writer {

        @Override
        public void write(OutputStream out) throws IOException {
            byte[] chunk = new byte[1 << 14];
            while (true) {
                out.write(chunk);
                WRITTEN.addAndGet(chunk.length);
            }
        }

        @Override
        public void close() {
            CLOSED.set(true);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeEach
    void reset() {
        WRITTEN.set(0);
        CLOSED.set(false);
        jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY, note VARCHAR(100))");
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    private Answer send(String method, String path, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("Authorization", basic("boss")));
        all.addAll(List.of(headers));
        return new RawHttp(port).send(method, path, body, all.toArray(String[]::new));
    }

    private Answer get(String user, String path) throws IOException {
        return new RawHttp(port).send("GET", path, "", "Authorization", basic(user));
    }

    private HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.header("Authorization", basic("boss")).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private void fill(String module, int count) {
        operations.saveAll(IntStream.range(0, count)
                .mapToObj(i -> TestEntries.entry(Instant.now(), module, "QUERY", "entry " + i, Outcome.SUCCESS))
                .toList());
    }

    @Test
    void servesTheConsole() throws Exception {
        assertThat(send("GET", "/opsmon", "").header("Location")).hasValue("opsmon/");
        Answer page = send("GET", "/opsmon/", "");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.header("Cache-Control").orElse("")).contains("no-cache");
        assertThat(page.header("Content-Security-Policy").orElse("")).contains("frame-ancestors 'self'");
        assertThat(page.header("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.body()).contains("<html");
        Answer script = send("GET", "/opsmon/live.js", "");
        assertThat(script.header("Content-Type").orElse("")).startsWith("text/javascript");
        String tag = script.header("ETag").orElseThrow();
        assertThat(send("GET", "/opsmon/live.js", "", "If-None-Match", tag).status())
                .isEqualTo(304);
        assertThat(send("GET", "/opsmon/nothing.js", "").status()).isEqualTo(404);
        // The page is public; the sign-in is that of the host.
        assertThat(new RawHttp(port).send("GET", "/opsmon/", "").status()).isEqualTo(200);
        Answer signIn = new RawHttp(port).send("GET", "/opsmon/sign-in", "");
        assertThat(signIn.status()).isIn(401, 302);
        assertThat(signIn.header("Location").orElse("/login")).endsWith("/login");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br | true",
                "br;q=1.0, GZIP ; q = 0.5 | true",
                "gzip;q=0, br | false",
                "gzip; q=0.000 | false",
                "xgzip, identity | false"
            })
    void compressesTheFilesOfTheConsoleForBrowsersThatAskForIt(String accepted, boolean isCompressed) throws Exception {
        String path = "/opsmon/live.js";
        HttpResponse<byte[]> file = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Accept-Encoding", accepted)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(file.headers().firstValue("Content-Encoding"))
                .isEqualTo(isCompressed ? Optional.of("gzip") : Optional.empty());
        assertThat(file.headers().allValues("Vary").toString()).contains("Accept-Encoding");
        byte[] body =
                isCompressed ? new GZIPInputStream(new ByteArrayInputStream(file.body())).readAllBytes() : file.body();
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo(new RawHttp(port).send("GET", path, "").body());
        String tag = file.headers().firstValue("ETag").orElseThrow();
        assertThat(new RawHttp(port)
                        .send("GET", path, "", "Accept-Encoding", accepted, "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(new RawHttp(port)
                        .send(
                                "GET",
                                path,
                                "",
                                "Accept-Encoding",
                                isCompressed ? "identity" : "gzip",
                                "If-None-Match",
                                tag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void namesTheCallerAndThePermissions() throws Exception {
        JsonNode me = get("reader", API + "/me").json();

        assertThat(me.get("username").asString()).isEqualTo("reader");
        assertThat(me.get("permissions").toString()).isEqualTo("[\"opsmon:operation-log:read\"]");
        assertThat(me.get("capabilities").toString()).contains("operation-logs", "login-logs", "backups");
    }

    @Test
    void countsWhatTheCallerMayReadForTheMenu() throws Exception {
        operations.saveAll(List.of(
                TestEntries.entry(Instant.now(), "counted", "UPDATE", "failed", Outcome.FAILURE),
                TestEntries.entry(
                        Instant.now().minus(Duration.ofDays(2)), "counted", "UPDATE", "long ago", Outcome.FAILURE)));

        await().untilAsserted(() -> assertThat(get("reader", API + "/counters")
                        .json()
                        .at("/failures/value")
                        .asInt())
                .isPositive());
        assertThat(get("reader", API + "/counters").json().propertyNames()).containsExactly("failures");
        assertThat(get("boss", API + "/counters").json().propertyNames())
                .contains("failures", "locks", "sessions", "backups");
        assertThat(get("nobody", API + "/counters").body()).isEqualTo("{}");
        assertThat(new RawHttp(port).send("GET", API + "/counters", "").status())
                .isEqualTo(401);
    }

    private static OperationLogEntry of(OperationLogEntry entry, String type, String id) {
        return TestEntries.with(
                entry, entry.operator(), new Resource(type, id), entry.http(), entry.trace(), entry.duration());
    }

    private static OperationLogEntry change(int second, String description) {
        return TestEntries.entry(
                Instant.parse("2026-01-05T10:00:00Z").plusSeconds(second),
                "history",
                "UPDATE",
                description,
                Outcome.SUCCESS);
    }

    @Test
    void servesTheHistoryOfAResourceAndNothingElse() throws Exception {
        operations.saveAll(List.of(
                of(change(1, "changed the price"), "tea", "a/b;c d"),
                of(TestEntries.withoutChanges(change(2, "shipped it")), "tea", "a/b;c d"),
                of(change(3, "other resource"), "tea", "other"),
                of(change(4, "other type"), "coffee", "a/b;c d"),
                of(TestEntries.entry(Instant.now(), "history", "UPDATE", "failed", Outcome.FAILURE), "tea", "a/b;c d"),
                of(TestEntries.entry(Instant.now(), "history", "QUERY", "read", Outcome.SUCCESS), "tea", "a/b;c d")));
        String history = API + "/history?resourceType=tea&resourceId=a%2Fb%3Bc+d";

        Answer answer = get("viewer", history);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(JsonMapper.shared().readTree("""
                                {"items": [
                                  {"occurredAt": "2026-01-05T10:00:02Z", "operator": "Ada Lovelace", "description": "shipped it", "changes": []},
                                  {"occurredAt": "2026-01-05T10:00:01Z", "operator": "Ada Lovelace",
                                   "changes": [{"label": "Price", "type": "CHANGED", "old": "3.10", "new": "3.20"}]}],
                                 "nextCursor": null}
                                """));
        JsonNode first = get("viewer", history + "&limit=1").json();
        assertThat(first.get("items")).hasSize(1);
        JsonNode second = get(
                        "viewer",
                        history + "&limit=1&cursor=" + first.get("nextCursor").asString())
                .json();
        assertThat(second.at("/items/0/occurredAt").asString()).isEqualTo("2026-01-05T10:00:01Z");
        assertThat(second.get("nextCursor").isNull()).isTrue();
    }

    @Test
    void servesAHistoryToCallersWithPermissionOnly() throws Exception {
        String history = API + "/history?resourceType=tea&resourceId=x";

        assertThat(get("viewer", history).status()).isEqualTo(200);
        assertThat(get("reader", history).status()).isEqualTo(200);
        assertThat(get("boss", history).status()).isEqualTo(200);
        Answer refused = get("nobody", history);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("code").asString()).isEqualTo("history-not-readable");
        assertThat(new RawHttp(port).send("GET", history, "").status()).isEqualTo(401);
        assertThat(get("viewer", API + "/operation-logs").status()).isEqualTo(403);
        assertThat(get("viewer", API + "/history?resourceType=tea")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("resourceId");
        assertThat(get("viewer", history + "&resourceId=y").status()).isEqualTo(400);
        assertThat(get("viewer", history + "&operator=x").status()).isEqualTo(400);
    }

    @Test
    void servesTheScriptsOfWidgetsToEveryVisitor() throws Exception {
        Answer script = new RawHttp(port).send("GET", "/opsmon/history.js", "");

        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type").orElse("")).startsWith("text/javascript");
        assertThat(script.header("Cache-Control")).hasValue("no-cache");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, GET, /me, 401, -",
                "-, GET, /operation-logs?x=1, 401, -",
                "nobody, GET, /operation-logs, 403, -",
                "reader, GET, /operation-logs/export?format=csv, 403, -",
                "reader, GET, /operation-logs?unknown=1, 400, unknown",
                "reader, GET, /operation-logs/5, 400, id",
                "reader, GET, /operation-logs/0190b2ac-0000-7000-8000-000000000000, 404, -",
                "reader, GET, /nothing, 404, -",
                "boss, GET, /backups/x, 404, -",
                "boss, PUT, /backups, 405, -"
            })
    void answersFailuresWithProblemDetails(String user, String method, String path, int status, String field)
            throws Exception {
        String[] headers = user == null ? new String[0] : new String[] {"Authorization", basic(user)};

        Answer answer = new RawHttp(port).send(method, API + path, "", headers);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.header("Cache-Control").orElse("")).contains("no-store");
        assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("instance").asString()).isEqualTo(API + path.replaceAll("\\?.*", ""));
        assertThat(answer.json().path("field").asString("")).isEqualTo(field == null ? "" : field);
    }

    @Test
    void saysWhichMethodsAPathHas() throws Exception {
        assertThat(send("PATCH", API + "/backups", "").header("Allow")).hasValue("GET, OPTIONS, POST");
        Answer options = send("OPTIONS", API + "/operation-logs", "");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).hasValue("DELETE, GET, OPTIONS");
    }

    @Test
    void refusesPagesOfOtherSitesAndBodiesOfOtherTypes() throws Exception {
        assertThat(send(
                                "POST",
                                API + "/backups",
                                "{}",
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Content-Type",
                                "application/json")
                        .status())
                .isEqualTo(403);
        assertThat(send(
                                "POST",
                                API + "/backups",
                                "{}",
                                "Origin",
                                "http://evil.example",
                                "Content-Type",
                                "application/json")
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", API + "/backups", "a=b", "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(send(
                                "POST",
                                API + "/backups",
                                "{\"x\":1}",
                                "Origin",
                                "http://localhost:" + port,
                                "Content-Type",
                                "application/json")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("x");
    }

    @Test
    void refusesTooLargeAndMalformedBodies() throws Exception {
        String large = "{\"dataSource\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(send("POST", API + "/backups", large, "Content-Type", "application/json")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", API + "/backups", "[", "Content-Type", "application/json")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/operation-logs?text=%zz", "/operation-logs?text=%"})
    void refusesMalformedParameters(String path) throws Exception {
        assertThat(get("reader", API + path).status()).isEqualTo(400);
    }

    @Test
    void readsLogs() throws Exception {
        fill("reads", 3);

        JsonNode page =
                get("reader", API + "/operation-logs?module=reads&limit=2").json();

        assertThat(page.get("items")).hasSize(2);
        String id = page.get("items").get(0).get("id").asString();
        assertThat(get("reader", API + "/operation-logs/" + id)
                        .json()
                        .get("module")
                        .asString())
                .isEqualTo("reads");
        assertThat(get(
                                "reader",
                                API + "/operation-logs?module=reads&cursor="
                                        + page.get("nextCursor").asString())
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(get("reader", API + "/operation-logs?module=reads&limit=2&count=false")
                        .json()
                        .get("total"))
                .isEqualTo(JsonMapper.shared().readTree("{\"value\": 3, \"relation\": \"gte\"}"));
        assertThat(get("reader", API + "/operation-logs/count?module=reads").json())
                .isEqualTo(JsonMapper.shared().readTree("{\"value\": 3, \"relation\": \"eq\"}"));
        assertThat(get("reader", API + "/operation-logs?count=maybe").status()).isEqualTo(400);
        assertThat(get("reader", API + "/operation-logs/stats?module=reads")
                        .json()
                        .get("total")
                        .asLong())
                .isEqualTo(3);
        JsonNode values = get("reader", API + "/operation-logs/values?field=module&part=READ&module=another&limit=1")
                .json();
        assertThat(values)
                .hasToString("{\"values\":[{\"value\":\"reads\",\"count\":3,\"failures\":0}],"
                        + "\"counted\":{\"value\":3,\"relation\":\"eq\"}}");
        assertThat(get("reader", API + "/operation-logs/values?field=action&module=another")
                        .json()
                        .get("values"))
                .isEmpty();
        for (String refused : List.of(
                "",
                "?field=description",
                "?field=module&field=action",
                "?field=module&part=a&part=b",
                "?field=module&outcome=x",
                "?field=outcome&outcome=x",
                "?field=module&unknown=1")) {
            assertThat(get("reader", API + "/operation-logs/values" + refused).status())
                    .as(refused)
                    .isEqualTo(400);
        }
        assertThat(get("reader", API + "/overview").json().has("operations")).isTrue();
    }

    @Test
    void groupsFailures() throws Exception {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Failure timeout = new Failure("shop.Timeout", "slow", null);
        OperationLogEntry newest = TestEntries.failed(noon.plusSeconds(60), "grouped", "UPDATE", timeout, "bob");
        operations.saveAll(List.of(
                TestEntries.failed(noon.minusSeconds(1), "grouped", "UPDATE", timeout, "ada"),
                TestEntries.failed(noon, "grouped", "UPDATE", timeout, "ada"),
                newest,
                TestEntries.failed(noon.plusSeconds(90), "grouped", "DELETE", null, null)));
        String failures = API + "/operation-logs/failures";
        String day = failures + "?module=grouped&from=2026-03-01T12:00:00Z&to=2026-03-02T12:00:00Z";

        assertThat(get("reader", day + "&limit=1").json())
                .hasToString("{\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-02T12:00:00Z\","
                        + "\"bucket\":\"PT1H\",\"hasMore\":true,\"items\":[{\"errorType\":\"shop.Timeout\","
                        + "\"module\":\"grouped\",\"action\":\"UPDATE\",\"count\":2,\"previous\":1,\"operators\":2,"
                        + "\"first\":\"2026-03-01T12:00:00Z\",\"last\":\"2026-03-01T12:01:00Z\","
                        + "\"trend\":[2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],\"newest\":{\"id\":\""
                        + newest.id() + "\",\"description\":\"" + newest.description()
                        + "\",\"message\":\"slow\"}}]}");
        JsonNode unknown = get("reader", day + "&sort=last").json().at("/items/0");
        assertThat(unknown.get("errorType").isNull()).isTrue();
        assertThat(unknown.at("/newest/message").isNull()).isTrue();
        assertThat(get("reader", day + "&errorType=!shop.Timeout").json().get("items"))
                .hasSize(1);
        assertThat(get("reader", failures + "?module=grouped").json().get("items"))
                .as("of the last 24 hours")
                .isEmpty();
        for (String refused : List.of(
                "sort=NEWEST",
                "limit=0",
                "limit=201",
                "limit=1&limit=2",
                "cursor=x",
                "bucket=PT1H",
                "unknown=1",
                "from=2026-03-02T12:00:00Z&to=2026-03-01T12:00:00Z")) {
            assertThat(get("reader", failures + "?" + refused).status())
                    .as(refused)
                    .isEqualTo(400);
        }
        assertThat(get("nobody", failures).status()).isEqualTo(403);
    }

    @Test
    void runsHandlersWithTheCallerOnThreadsThatMayBlock() throws Exception {
        Answer answer = new RawHttp(port)
                .send(
                        "GET",
                        API + "/test/caller?empty",
                        "",
                        "Authorization",
                        basic("reader"),
                        "Accept-Language",
                        "zh-CN,zh;q=0.9",
                        "X-Forwarded-For",
                        "203.0.113.9");

        assertThat(answer.json().get("caller").asString()).isEqualTo("reader true");
        assertThat(answer.json().get("address").asString()).isEqualTo("127.0.0.1");
        assertThat(answer.json().get("local").asString()).isEqualTo("127.0.0.1");
        assertThat(answer.json().get("sent").asString()).isEqualTo("GET");
        assertThat(answer.json().get("language").asString()).isEqualTo("zh_CN");
        assertThat(answer.json().get("empty").asString()).isEmpty();
        assertThat(get("reader", API + "/test/written-caller").body()).isEqualTo("reader true");
        // The next request of a thread has no caller.
        assertThat(new RawHttp(port).send("GET", API + "/test/caller", "").status())
                .isEqualTo(401);
    }

    @Test
    void streamsAnExportAndRecordsIt() throws Exception {
        fill("exported", 2_000);

        HttpResponse<byte[]> answer = bytes(request(API + "/operation-logs/export?format=csv&module=exported"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .matches("attachment; filename=\"operation-logs-.*\\.csv\"");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8).lines().filter(line -> line.contains("exported")))
                .hasSize(2_000);
        recorder.flush(Duration.ofSeconds(10));
        await().untilAsserted(() -> {
            List<OperationLogEntry> recorded = operations
                    .find(OperationLogFilter.builder().action("EXPORT").build())
                    .items();
            assertThat(recorded).isNotEmpty();
            OperationLogEntry entry = recorded.get(0);
            assertThat(Objects.requireNonNull(entry.operator()).id()).isEqualTo("boss");
            assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo(API + "/operation-logs/export");
        });
    }

    /** A complete response in chunks ends with an empty chunk. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000_000})
    void abortsTheConnectionIfABodyFailsHalfway(int bytes) throws Exception {
        String received;
        try (Socket socket = open("/test/halfway?bytes=" + bytes)) {
            received = new String(readToTheEnd(socket), StandardCharsets.ISO_8859_1);
        }

        String body = received.substring(received.indexOf("\r\n\r\n") + 4);
        // A server that has sent nothing yet may replace the status.
        assertThat(received).containsPattern("^HTTP/1.1 (200|500)");
        assertThat(received.startsWith("HTTP/1.1 200") || body.isEmpty()).isTrue();
        assertThat(body).doesNotEndWith("0\r\n\r\n").doesNotContain("caught", "IllegalState", "\"error\"");
    }

    /** The end of a connection may be a reset. */
    private static byte[] readToTheEnd(Socket socket) {
        java.io.ByteArrayOutputStream received = new java.io.ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(received);
        } catch (IOException reset) {
            received.writeBytes("reset".getBytes(StandardCharsets.US_ASCII));
        }
        return received.toByteArray();
    }

    private Socket open(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET " + API + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: "
                                + basic("boss") + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void waitsForSlowClientsAndEndsWithTheirConnection() throws Exception {
        try (Socket socket = open("/test/endless")) {
            assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
            long[] before = {-1};
            // The writer stops, because the client does not read.
            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                long now = WRITTEN.get();
                boolean isBlocked = now == before[0];
                before[0] = now;
                return isBlocked;
            });
            assertThat(WRITTEN).hasValueLessThan(LARGE);
            assertThat(CLOSED).isFalse();
            socket.setSoLinger(true, 0);
        }

        await().untilTrue(CLOSED);
    }

    @Test
    void readsUploadsOfAnySize() throws Exception {
        HttpRequest.Builder upload = request(API + "/test/upload")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[LARGE])));

        HttpResponse<byte[]> answer = bytes(upload);

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"count\":" + LARGE + "}");
        assertThat(send("POST", API + "/backups/import", "no manifest", "Content-Type", "application/octet-stream")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("manifest");
    }

    @Test
    void backsUpAndDownloadsInParts() throws Exception {
        Answer begun = send("POST", API + "/backups", "{}", "Content-Type", "application/json");
        assertThat(begun.status()).isEqualTo(202);
        String path = API + "/backups/" + begun.json().get("id").asString();
        await().untilAsserted(() ->
                assertThat(get("boss", path).json().get("status").asString()).isIn("SUCCEEDED", "VERIFIED"));

        HttpResponse<byte[]> whole = bytes(request(path + "/content"));
        assertThat(whole.statusCode()).isEqualTo(200);
        int size = whole.body().length;
        assertThat(whole.headers().firstValue("Content-Length")).hasValue(Integer.toString(size));
        HttpResponse<byte[]> part = bytes(request(path + "/content").header("Range", "bytes=10-"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-" + (size - 1) + "/" + size);
        assertThat(part.body()).hasSize(size - 10).endsWith(whole.body()[size - 1]);
        Answer head = send("HEAD", path + "/content", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).hasValue(Integer.toString(size));
        assertThat(head.body()).isEmpty();
        assertThat(send("GET", path + "/content", "", "Range", "bytes=" + size + "-")
                        .status())
                .isEqualTo(416);
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(send("GET", path + "/content", "", "If-None-Match", tag).status())
                .isEqualTo(304);
        assertThat(JsonMapper.shared()
                        .readTree(bytes(request(path + "/manifest")).body())
                        .has("sha256"))
                .isTrue();
    }

    @Test
    void sendsLiveEventsUntilTheSessionEnds() throws Exception {
        TestBrowser browser = new TestBrowser(port);
        browser.signIn("boss", "boss");
        String cookie = browser.cookie("JSESSIONID")
                .map(id -> "JSESSIONID=" + id)
                .or(() -> browser.cookie("SESSION").map(id -> "SESSION=" + id))
                .orElseThrow();
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        request(API + "/events?topics=operation-logs")
                                .header("Cookie", cookie)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AtomicBoolean hasEnded = new AtomicBoolean();
        Thread reader = new Thread(() -> read(stream.body(), lines, hasEnded), "stream");
        reader.setDaemon(true);
        reader.start();

        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(stream.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        await().untilAsserted(() -> assertThat(lines).contains("retry:1000", ":here"));
        fill("live", 1);
        await().untilAsserted(() -> assertThat(lines).contains("event:operation-logs", "data:changed"));
        assertThat(hasEnded).isFalse();
        browser.send("POST", "/logout", "");
        await().untilTrue(hasEnded);
        assertThat(lines).doesNotContain("broken");
    }

    private static void read(InputStream body, Queue<String> lines, AtomicBoolean hasEnded) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            in.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException broken) {
            lines.add("broken");
        }
        hasEnded.set(true);
    }

    @Test
    void sendsTopicsOnlyToCallersWithThePermission() throws Exception {
        assertThat(get("reader", API + "/events?topics=login-logs").status()).isEqualTo(403);
        assertThat(get("reader", API + "/events?topics=weather")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("topics");
    }
}
