package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.FileState;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.UnusableManifest;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.routing.AnsweredOperations;
import io.opsmon.boot.web.routing.ApiDescription;
import io.opsmon.boot.web.routing.ApiDescription.Parameter;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.chain.Finding;
import io.opsmon.client.DeviceClass;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.undo.UndoReason;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginRisk;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.recording.RecorderStatistics;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the OpenAPI document with the route table and with the answers of a running application. Answers of all
 * other tests are compared, too.
 */
@SpringBootTest(
        classes = SecureHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:openapi;DB_CLOSE_DELAY=-1;"
                    + "INIT=CREATE TABLE IF NOT EXISTS tea (id BIGINT PRIMARY KEY)",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.pseudonym-key=0123456789abcdef0123456789abcdef",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.chain.keys[0].id=k1",
            "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.data-changes.tables=tea",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/openapi",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.allow-unsigned-imports=true",
            "opsmon.backup.poll-interval=200ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(OpenApiTest.Restores.class)
class OpenApiTest {

    private static final AtomicReference<@Nullable CountDownLatch> RESTORE = new AtomicReference<>();

    /** Delays a restore until a test permits it. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Restores {

        @EventListener
        void restoring(BackupEvent event) throws InterruptedException {
            CountDownLatch permitted = RESTORE.get();
            if (event.kind() == BackupEvent.Kind.RESTORING && permitted != null) {
                assertThat(permitted.await(5, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    private static final String API = "/shop/opsmon/api/v1";
    private static final Pattern MEMBERS = Pattern.compile("Members are (.*)\\.");

    /** Operations that ConsoleTicketHttpTest and BackupHttpTest call. */
    private static final Set<String> OF_OTHER_TESTS =
            Set.of("POST /console-tickets 201", "POST /console-session 201", "POST /backups/import 201");

    private static final Map<String, Class<? extends Enum<?>>> CONSTANTS = Map.ofEntries(
            Map.entry("Outcome", Outcome.class),
            Map.entry("LogSort", LogPageRequest.Sort.class),
            Map.entry("FailureSort", FailureGroups.Sort.class),
            Map.entry("ChangeType", Change.Type.class),
            Map.entry("DataChangeAction", ChangeAction.class),
            Map.entry("UndoReason", UndoReason.class),
            Map.entry("LoginEvent", LoginEvent.class),
            Map.entry("FailureReason", FailureReason.class),
            Map.entry("LoginRisk", LoginRisk.class),
            Map.entry("DeviceClass", DeviceClass.class),
            Map.entry("SessionKind", SessionKind.class),
            Map.entry("OnlineUserSort", OnlineUserQuery.Sort.class),
            Map.entry("FindingKind", Finding.Kind.class),
            Map.entry("VerificationState", ChainVerificationRuns.State.class),
            Map.entry("RecorderState", RecorderStatistics.State.class),
            Map.entry("BackupStatus", BackupStatus.class),
            Map.entry("BackupTrigger", BackupTrigger.class),
            Map.entry("BackupProof", BackupProof.class),
            Map.entry("BackupActivityKind", BackupActivity.Kind.class),
            Map.entry("BackupFileState", FileState.class),
            Map.entry("BackupCopyState", BackupCopy.State.class),
            Map.entry("FindingSeverity", BackupFinding.Severity.class),
            Map.entry("RestorationOutcome", Backup.Restoration.Outcome.class),
            Map.entry("ManifestFlaw", UnusableManifest.Flaw.class),
            Map.entry("RestoreScope", RestoreScope.class),
            Map.entry("ScheduleOrigin", BackupSchedule.Origin.class));

    private final ApiDescription description = new ApiDescription();

    @LocalServerPort
    private int port;

    @Autowired
    private ApiRoutes table;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private OperationLogRepository operations;

    private @Nullable TestBrowser boss;

    private TestBrowser boss() throws Exception {
        if (boss == null) {
            boss = new TestBrowser(port);
            HttpResponse<String> answer = boss.send(
                    "POST",
                    "/shop/login",
                    "username=boss&password=boss",
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(answer.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
        }
        return boss;
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        String[] all = body.isEmpty()
                ? headers
                : Stream.concat(Arrays.stream(headers), Stream.of("Content-Type", "application/json"))
                        .toArray(String[]::new);
        return boss().send(method, API + path, body, all);
    }

    private JsonNode ok(String method, String path, String body, String... headers) throws Exception {
        HttpResponse<String> answer = send(method, path, body, headers);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return type.startsWith("application/json")
                ? JsonMapper.shared().readTree(answer.body())
                : JsonMapper.shared().createObjectNode();
    }

    private JsonNode get(String path) throws Exception {
        return ok("GET", path, "");
    }

    @Test
    void describesEveryRouteAndNoOther() {
        assertThat(description.operations())
                .containsExactlyInAnyOrderElementsOf(table.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList());
    }

    @Test
    void namesThePermissionParametersAndVariablesOfEveryRoute() {
        for (ApiRoute route : table.routes()) {
            JsonNode operation = operation(route);
            String name = route.method() + " " + route.path();
            assertThat(operation.path("x-opsmon-permission").asString(null))
                    .as(name)
                    .isEqualTo(route.permission());
            assertThat(operation.has("security")).as("%s is open", name).isEqualTo(route.isOpen());
            assertThat(description.names(operation, "query"))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(route.parameters());
            List<String> variables = Pattern.compile("\\{(\\w+)}")
                    .matcher(route.path())
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(description.names(operation, "path")).as(name).isEqualTo(variables);
            Set<String> types =
                    new TreeSet<>(operation.path("requestBody").path("content").propertyNames());
            if (!types.isEmpty()) {
                assertThat(types).as(name).containsExactly(route.consumes().toString());
            }
            assertThat(operation.path("summary").asString("")).as(name).endsWith(".");
        }
    }

    private JsonNode operation(ApiRoute route) {
        return Objects.requireNonNull(description.operation(route.method().name(), route.path()));
    }

    @Test
    void namesOnlyPermissionsAndOperationsThatExistOnce() {
        List<String> ids = new ArrayList<>();
        for (ApiRoute route : table.routes()) {
            JsonNode operation = operation(route);
            ids.add(operation.get("operationId").asString());
            if (operation.has("x-opsmon-permission")) {
                assertThat(OpsmonPermissions.ALL)
                        .contains(operation.get("x-opsmon-permission").asString());
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void namesEveryConstant() {
        JsonNode schemas = description.whole().at("/components/schemas");
        Set<String> described = new HashSet<>();
        schemas.propertyStream()
                .filter(schema -> schema.getValue().has("enum"))
                .forEach(schema -> described.add(schema.getKey()));

        assertThat(described).isEqualTo(CONSTANTS.keySet());
        CONSTANTS.forEach((name, type) -> assertThat(
                        schemas.get(name).get("enum").valueStream().map(JsonNode::asString))
                .as(name)
                .containsExactlyElementsOf(
                        Arrays.stream(type.getEnumConstants()).map(Enum::name).toList()));
    }

    @Test
    void isServedWithAnAddressRelativeToItself() throws Exception {
        JsonNode served = get("/openapi.json");

        assertThat(served).isEqualTo(description.whole());
        String server = served.at("/servers/0/url").asString();
        assertThat(URI.create("https://example.com/prefix" + API + "/openapi.json")
                        .resolve(server))
                .hasToString("https://example.com/prefix" + API);
        assertThat(new TestBrowser(port).get(API + "/openapi.json").statusCode())
                .isNotEqualTo(200);
    }

    @Test
    void refusesValuesBeyondTheDescribedOnes() throws Exception {
        for (ApiRoute route : table.routes()) {
            if (!route.method().name().equals("GET")
                    || route.path().contains("{")
                    || route.path().equals("/events")) {
                continue;
            }
            List<Parameter> parameters = description.parameters(operation(route)).stream()
                    .filter(parameter -> parameter.in().equals("query"))
                    .toList();
            for (Parameter parameter : parameters) {
                String others = parameters.stream()
                        .filter(other -> other.required() && !other.equals(parameter))
                        .map(other -> "&" + other.name() + "=" + example(other))
                        .reduce("", String::concat);
                String path = route.path() + "?" + parameter.name() + "=";
                for (String good : good(parameter)) {
                    assertThat(send("GET", path + good + others, "").statusCode())
                            .as(path + good + others)
                            .isEqualTo(200);
                }
                for (String bad : bad(parameter)) {
                    assertThat(send("GET", path + bad + others, "").statusCode())
                            .as(path + bad + others)
                            .isEqualTo(400);
                }
                if (parameter.required()) {
                    assertThat(send("GET", route.path() + "?" + others, "").statusCode())
                            .as("%s without %s", route.path(), parameter.name())
                            .isEqualTo(400);
                }
            }
        }
    }

    private static String example(Parameter parameter) {
        return parameter.name().equals("cron")
                ? "0+0+0+*+*+*"
                : parameter.schema().has("enum")
                        ? parameter.schema().get("enum").get(0).asString()
                        : "boss";
    }

    private static List<String> good(Parameter parameter) {
        JsonNode schema = parameter.schema();
        if (schema.has("enum")) {
            return schema.get("enum").valueStream().map(JsonNode::asString).toList();
        }
        return switch (schema.get("type").asString() + schema.path("format").asString("")) {
            case "integer" ->
                List.of(schema.get("minimum").asString(), schema.get("maximum").asString());
            case "boolean" -> List.of("true", "false");
            case "stringdate-time" -> List.of("2026-01-31T08:00:00Z");
            case "stringduration" -> List.of("P1D");
            default -> List.of();
        };
    }

    private static List<String> bad(Parameter parameter) {
        JsonNode schema = parameter.schema();
        if (schema.has("enum")) {
            return List.of("NOTHING");
        }
        return switch (schema.get("type").asString() + schema.path("format").asString("")) {
            case "integer" ->
                List.of(
                        Long.toString(schema.get("minimum").asLong() - 1),
                        Long.toString(schema.get("maximum").asLong() + 1),
                        "x");
            case "boolean", "stringdate-time", "stringduration" -> List.of("x");
            default -> List.of();
        };
    }

    @Test
    void answersEveryOperationAsDescribed() throws Exception {
        Failure timeout = new Failure("java.util.concurrent.TimeoutException", "too slow", null);
        operations.saveAll(List.of(
                TestEntries.complete(), TestEntries.failed(Instant.now(), "orders", "UPDATE", timeout, "boss")));
        assertThat(get("/operation-logs/failures?sort=LAST&limit=1").get("items"))
                .isNotEmpty();
        jdbc.execute("MERGE INTO tea SELECT x FROM system_range(1, 50)");
        for (int i = 0; i < 12; i++) {
            new TestBrowser(port)
                    .send(
                            "POST",
                            "/shop/login",
                            "username=mallory&password=x",
                            "Content-Type",
                            "application/x-www-form-urlencoded");
        }
        assertThat(get("/history?resourceType=product&resourceId=42").get("items"))
                .isNotEmpty();
        log("/operation-logs", "operator", "boss");
        dataChanges();
        log("/login-logs", "username", "alice");
        people();
        onlineUsers();
        backups();
        schedules();
        get("/me/sessions");
        get("/me/logins?limit=1");
        String mine = ownOtherSession();
        ok("DELETE", "/me/sessions/" + mine, "");
        ok("DELETE", "/me/sessions", "");
        for (String path : List.of("/overview", "/counters", "/me", "/openapi.json")) {
            assertThat(get(path)).as(path).isNotEmpty();
        }
        endingStream();
        ok("DELETE", "/console-session", "");

        assertThat(AnsweredOperations.all()).containsAll(documentedSuccesses());
    }

    private List<String> documentedSuccesses() {
        List<String> all = new ArrayList<>();
        for (ApiRoute route : table.routes()) {
            operation(route).get("responses").propertyNames().stream()
                    .filter(status -> status.startsWith("2"))
                    .map(status -> route.method() + " " + route.path() + " " + status)
                    .filter(success -> !OF_OTHER_TESTS.contains(success))
                    .forEach(all::add);
        }
        return all;
    }

    private UUID operationOnTea() {
        UUID operation = UUID.randomUUID();
        jdbc.update("DELETE FROM tea WHERE id = 2");
        jdbc.update(
                "UPDATE opsmon_data_change SET operation_id = ? WHERE row_key = '2' AND action = 'DELETE'", operation);
        return operation;
    }

    private void log(String path, String parameter, String person) throws Exception {
        JsonNode page = await().until(
                        () -> get(path + "?limit=1"),
                        found -> !found.get("items").isEmpty());
        assertThat(page.get("nextCursor")).isNotNull();
        get(path + "/" + page.at("/items/0/id").asString());
        get(path + "/recorder");
        get(path + "/stats?bucket=PT1H");
        get(path + "/count");
        get(path + "/values?field=outcome");
        get(path + "/export?format=csv&bom=true");
        get(path + "/personal-data?" + parameter + "=" + person);
        ok("DELETE", path + "/personal-data?" + parameter + "=nobody&mode=pseudonymise", "");
        String log = path.substring(1, path.length() - 1).replace('-', '_');
        keeping(
                path,
                "\"outcome\":\"SUCCESS\"",
                "UPDATE opsmon_" + log + " SET outcome = 'FAILURE' WHERE outcome = 'SUCCESS'");
    }

    private void dataChanges() throws Exception {
        get("/data-changes");
        get("/data-changes/count");
        get("/data-changes/tables");
        ok("GET", "/data-changes/export?format=csv&bom=true", "");
        ok("DELETE", "/data-changes/values?table=PUBLIC.TEA&key=1", "");
        String tea = "/operation-logs/" + operationOnTea() + "/data-changes";
        get(tea);
        get("/operation-logs/" + UUID.randomUUID() + "/data-changes/undo");
        String confirmation = get(tea + "/undo").get("confirmation").asString();
        ok("POST", tea + "/undo", "{\"confirmation\":\"" + confirmation + "\"}");
        // The triggers of a table that was created since the start wait for the next check.
        jdbc.update("INSERT INTO opsmon_data_change (changed_at, table_name, action)"
                + " VALUES (CURRENT_TIMESTAMP, 'PUBLIC.TEA', 'DELETE')");
        keeping("/data-changes", "\"action\":\"DELETE\"", "UPDATE opsmon_data_change SET transaction_id = '0'");
    }

    /** Verifies a log, holds entries of it, and alters it. */
    private void keeping(String path, String held, String alteration) throws Exception {
        get(path + "/verification");
        ok("POST", path + "/verification", "");
        await().until(() -> get(path + "/verification").get("state").asString(), "DONE"::equals);
        String verification =
                get(path + "/verifications").path("items").path(0).path("id").asString();
        ok("GET", path + "/verifications/" + verification + "/certificate", "");
        get(path + "/findings");
        String hold = ok("POST", path + "/holds", "{\"holdReason\":\"audit\"," + held + "}")
                .get("number")
                .asString();
        get(path + "/holds");
        ok("DELETE", path + "/holds/" + hold + "?holdReason=over", "");
        ok("DELETE", path + "?before=2020-01-01T00:00:00Z", "");
        jdbc.update(alteration);
        ok("POST", path + "/verification", "");
        JsonNode run = await().until(
                        () -> get(path + "/verification"),
                        last -> last.get("state").asString().equals("DONE"));
        assertThat(run.at("/report/intact").asBoolean()).isFalse();
        String chain = run.at("/report/findings/0/chain").asString();
        JsonNode known =
                ok("POST", path + "/findings/acknowledgement", "{\"chain\":\"" + chain + "\",\"reason\":\"a test\"}");
        assertThat(known.get("items")).isNotEmpty();
    }

    private void people() throws Exception {
        get("/personal-data?person=boss");
        ok("DELETE", "/personal-data?person=nobody&mode=erase", "");
        JsonNode locks = await().until(
                        () -> get("/login-locks"), found -> !found.get("items").isEmpty());
        ok("DELETE", "/login-locks/" + locks.at("/items/0/key").asString(), "");
    }

    private void onlineUsers() throws Exception {
        for (String user : List.of("alice", "bob")) {
            new TestBrowser(port)
                    .send(
                            "POST",
                            "/shop/login",
                            "username=" + user + "&password=" + user,
                            "Content-Type",
                            "application/x-www-form-urlencoded");
        }
        JsonNode page = await().until(
                        () -> get("/online-users?username=alice"),
                        found -> !found.get("items").isEmpty());
        String ref = page.at("/items/0/ref").asString();
        get("/online-users/" + ref);
        ok("DELETE", "/online-users/" + ref + "?reason=test", "");
        assertThat(ok("DELETE", "/online-users?username=bob", "").get("kicked").asInt())
                .isEqualTo(1);
    }

    /** Signs boss in elsewhere. */
    private String ownOtherSession() throws Exception {
        new TestBrowser(port)
                .send(
                        "POST",
                        "/shop/login",
                        "username=boss&password=boss",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        return await().until(
                        () -> get("/me/sessions")
                                .get("items")
                                .valueStream()
                                .filter(session -> !session.get("current").asBoolean())
                                .map(session -> session.get("ref").asString())
                                .findFirst()
                                .orElse(""),
                        ref -> !ref.isEmpty());
    }

    private JsonNode awaitEnd(String id) {
        return await().until(
                        () -> get("/backups/" + id),
                        backup -> !backup.has("activity")
                                && !backup.get("status").asString().equals("QUEUED"));
    }

    private void backups() throws Exception {
        String id = ok("POST", "/backups", "{}").get("id").asString();
        assertThat(awaitEnd(id).get("status").asString()).isEqualTo("SUCCEEDED");
        ok("POST", "/backups/" + id + "/verification", "{}");
        await().until(() -> get("/backups/" + id).get("status").asString(), "VERIFIED"::equals);
        awaitEnd(id);
        get("/backups?limit=1");
        get("/backups/data-sources");
        get("/backups/readiness");
        get("/backups/" + id + "/manifest");
        get("/backups/" + id + "/content");
        ok("GET", "/backups/" + id + "/content", "", "Range", "bytes=0-9");
        ok("HEAD", "/backups/" + id + "/content", "");
        for (Map.Entry<String, List<String>> members :
                described("/backups/" + id).entrySet()) {
            HttpResponse<String> refused = send("POST", members.getKey(), "{\"no such member\":1}");
            Matcher named = MEMBERS.matcher(refused.body());
            assertThat(named.find()).as(members.getKey() + " " + refused.body()).isTrue();
            assertThat(List.of(named.group(1).split(", ")))
                    .as(members.getKey())
                    .containsExactlyInAnyOrderElementsOf(members.getValue());
        }
        ok("POST", "/backups/resync", "{\"dryRun\":true}");
        ok("POST", "/backups/storage", "{\"confirmation\":\"storage\"}");
        ok(
                "POST",
                "/backups/" + id + "/restoration",
                "{\"scope\":\"REPLACE\",\"confirmation\":\""
                        + get("/backups/" + id).get("dataSource").asString() + "\"}");
        awaitEnd(id);
        ok("POST", "/backups/" + id + "/table-restoration", "{\"table\":\"PUBLIC.TEA\",\"newName\":\"TEA_BEFORE\"}");
        awaitEnd(id);
        cancelRestore(id);
        Path storage = Path.of("target/backups/openapi");
        Path orphan = storage.resolve("20260101T000000Z-orphan.dump.zst");
        Files.writeString(orphan, "x");
        JsonNode found = ok("POST", "/backups/resync", "{\"dryRun\":true}");
        for (JsonNode name : found.get("orphans")) {
            ok(
                    "POST",
                    "/backups/orphans/deletion",
                    "{\"name\":\"" + name.asString() + "\",\"confirmation\":\"" + name.asString() + "\"}");
        }
        ok("DELETE", "/backups/" + id, "");
    }

    private void cancelRestore(String id) throws Exception {
        CountDownLatch permitted = new CountDownLatch(1);
        RESTORE.set(permitted);
        try {
            ok(
                    "POST",
                    "/backups/" + id + "/restoration",
                    "{\"scope\":\"REPLACE\",\"confirmation\":\""
                            + get("/backups/" + id).get("dataSource").asString() + "\"}");
            await().until(() ->
                    send("POST", "/backups/" + id + "/cancellation", "").statusCode() == 202);
        } finally {
            RESTORE.set(null);
            permitted.countDown();
        }
        awaitEnd(id);
    }

    /** Returns the described members of JSON bodies by path. */
    private Map<String, List<String>> described(String backup) {
        Map<String, List<String>> all = new TreeMap<>();
        for (ApiRoute route : table.routes()) {
            JsonNode schema = operation(route)
                    .path("requestBody")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            if (!schema.isMissingNode() && route.method().name().equals("POST")) {
                all.put(
                        route.path().replace("/backups/{id}", backup).replace("/{id}/", "/" + UUID.randomUUID() + "/"),
                        List.copyOf(
                                description.resolved(schema).get("properties").propertyNames()));
            }
        }
        return all;
    }

    private void schedules() throws Exception {
        ok("POST", "/backup-schedules", "{\"id\":\"weekly\",\"cron\":\"0 0 4 * * SUN\",\"zone\":\"UTC\"}");
        get("/backup-schedules");
        get("/backup-schedules/preview?cron=0+0+4+*+*+SUN");
        get("/backup-schedules/weekly");
        ok("PUT", "/backup-schedules/weekly", "{\"cron\":\"0 0 5 * * SUN\",\"retries\":0}");
        ok("DELETE", "/backup-schedules/weekly", "");
    }

    /** The stream stays open, so only its beginning is read. */
    private void endingStream() throws Exception {
        String cookie = "JSESSIONID=" + boss().cookie("JSESSIONID").orElseThrow();
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + API + "/events?topics=backups HTTP/1.1\r\nHost: localhost:" + port + "\r\nCookie: "
                                    + cookie + "\r\nSec-Fetch-Site: same-origin\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String begin = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(begin.toLowerCase(Locale.ROOT)).contains(" 200");
        }
    }
}
