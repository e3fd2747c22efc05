package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the REST API of backups in a running host. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:backups;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.allow-unsigned-imports=true",
            "opsmon.backup.zone=Asia/Shanghai",
            "opsmon.backup.poll-interval=200ms",
            "opsmon.backup.data-sources.shop.max-age=1s",
            "opsmon.backup.schedules.nightly.cron=0 30 3 * * *",
            "opsmon.backup.notifications.when=all",
            "opsmon.backup.notifications.mail.to=dba@example.com,ops@example.com",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(BackupHttpTest.Meters.class)
class BackupHttpTest {

    private static final String API = "/opsmon/api/v1";

    private static final List<SimpleMailMessage> MAILS = new CopyOnWriteArrayList<>();

    @TestConfiguration(proxyBeanMethods = false)
    static class Meters {
        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        /** A part of the overview that fails. */
        @Bean
        OverviewPart weather() {
            return new OverviewPart("weather", OpsmonPermissions.OPERATION_LOG_READ, language -> {
                throw new DataAccessResourceFailureException("secret");
            });
        }

        /** Keeps the mails instead of sending them. */
        @Bean
        MailSender mailSender() {
            return new MailSender() {
                @Override
                public void send(SimpleMailMessage... messages) {
                    MAILS.addAll(List.of(messages));
                }
            };
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private HealthIndicator opsmonBackupsHealthIndicator;

    private final MeterRegistry meters;

    BackupHttpTest(@Autowired MeterRegistry meters) {
        this.meters = meters;
    }

    private Health health() {
        return Objects.requireNonNull(opsmonBackupsHealthIndicator.health());
    }

    private TestBrowser boss() {
        return new TestBrowser(port).basic("boss", "boss");
    }

    @BeforeEach
    void fill() {
        jdbc.execute("DROP TABLE IF EXISTS orders");
        jdbc.execute("CREATE TABLE orders AS SELECT x AS id, 'note ' || x AS note FROM system_range(1, 500)");
    }

    /** Binds the meters, as Spring Boot does in a host. */
    @Autowired
    void bind(MeterBinder opsmonBackupMeters) {
        opsmonBackupMeters.bindTo(meters);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return boss().send("POST", API + path, body, "Content-Type", "application/json");
    }

    private JsonNode awaitEnd(String id) {
        return await().until(() -> boss().json(API + "/backups/" + id), backup -> !backup.has("activity"));
    }

    private String backup() throws Exception {
        HttpResponse<String> begun = post("/backups", "{}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        assertThat(json(begun).get("status").asString()).isEqualTo("QUEUED");
        String id = json(begun).get("id").asString();
        JsonNode made = awaitEnd(id);
        assertThat(made.get("status").asString()).as(made.toString()).isEqualTo("SUCCEEDED");
        return id;
    }

    @Test
    void backsUpProvesAndBringsBackWhatWasDeleted() throws Exception {
        String id = backup();
        JsonNode made = boss().json(API + "/backups/" + id);
        assertThat(made.get("dataSource").asString()).isEqualTo("shop");
        assertThat(made.get("actor").asString()).isEqualTo("boss");
        assertThat(made.get("durationMillis").asLong()).isPositive();
        assertThat(made.get("stored").get("rows").asLong()).isGreaterThanOrEqualTo(500);

        assertThat(post("/backups/" + id + "/verification", "").statusCode()).isEqualTo(202);
        JsonNode verified = awaitEnd(id);
        assertThat(verified.get("status").asString()).isEqualTo("VERIFIED");
        JsonNode scratch = verified.get("scratch");
        assertThat(scratch.get("isolated").isBoolean()).isTrue();
        assertThat(scratch.get("notChecked").isArray()).isTrue();
        assertThat(boss().json(API + "/backups/data-sources").at("/items/0/scratch"))
                .isEqualTo(scratch);

        jdbc.update("DELETE FROM orders WHERE id = 42");
        HttpResponse<String> unconfirmed = post("/backups/" + id + "/restoration", "{\"scope\": \"replace\"}");
        assertThat(unconfirmed.statusCode()).isEqualTo(400);
        assertThat(json(unconfirmed).get("field").asString()).isEqualTo("confirmation");
        assertThat(post("/backups/" + id + "/restoration", "{\"scope\": \"REPLACE\", \"confirmation\": \"shop\"}")
                        .statusCode())
                .isEqualTo(202);
        JsonNode restoredBackup = awaitEnd(id);
        assertThat(restoredBackup.get("problem").isNull()).isTrue();
        assertThat(restoredBackup.get("findings")).isEmpty();
        assertThat(restoredBackup.at("/restoration/outcome").asString()).isEqualTo("RESTORED");
        assertThat(restoredBackup.at("/restoration/target").asString()).isEqualTo("shop");
        assertThat(restoredBackup.at("/restoration/warnings")).isEmpty();
        assertThat(jdbc.queryForObject("SELECT note FROM orders WHERE id = 42", String.class))
                .isEqualTo("note 42");

        JsonNode list = boss().json(API + "/backups?dataSource=shop&limit=1");
        assertThat(list.get("items").get(0).get("trigger").asString()).isEqualTo("SAFETY");
        JsonNode next = boss().json(API + "/backups?limit=1&cursor="
                + list.get("nextCursor").asString());
        assertThat(next.get("items").get(0).get("id").asString()).isEqualTo(id);
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .resourceType("backup")
                                .build())
                        .items())
                .extracting(OperationLogEntry::action)
                .contains("BACKUP", "RESTORE"));
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .resourceId(id)
                                .action("RESTORE")
                                .build())
                        .items())
                .hasSize(2)
                .first()
                .satisfies(end -> {
                    assertThat(end.description())
                            .startsWith("restored the backup of shop")
                            .endsWith("into shop");
                    assertThat(end.outcome()).isEqualTo(Outcome.SUCCESS);
                    assertThat(Objects.requireNonNull(end.operator()).id()).isEqualTo("boss");
                    assertThat(end.duration()).isPositive();
                }));
        await().untilAsserted(() -> assertThat(meters.get("opsmon.backup.events")
                        .tag("kind", "restored")
                        .counter()
                        .count())
                .isEqualTo(1));
        assertThat(meters.get("opsmon.backup.size").gauge().value()).isPositive();
    }

    @Test
    void tellsByMail() throws Exception {
        String id = backup();
        await().untilAsserted(() -> assertThat(MAILS)
                .filteredOn(mail -> String.valueOf(mail.getText()).contains(id))
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.getTo()).containsExactly("dba@example.com", "ops@example.com");
                    assertThat(mail.getSubject()).isEqualTo("Backup of shop succeeded");
                }));
    }

    @Test
    void streamsAFileWholeOrInParts() throws Exception {
        String id = backup();
        JsonNode manifest = boss().json(API + "/backups/" + id + "/manifest");
        long size = manifest.get("storedBytes").asLong();
        HttpResponse<String> whole = boss().send("GET", API + "/backups/" + id + "/content", "");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValueAsLong("Content-Length")).hasValue(size);
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).contains(manifest.get("sha256").asString());
        assertThat(whole.headers().firstValue("Content-Disposition").orElseThrow())
                .contains(id);

        HttpResponse<String> part =
                boss().send("GET", API + "/backups/" + id + "/content", "", "Range", "bytes=10-19", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 10-19/" + size);
        assertThat(part.headers().firstValueAsLong("Content-Length")).hasValue(10);
        HttpResponse<String> other = boss().send(
                        "GET", API + "/backups/" + id + "/content", "", "Range", "bytes=10-19", "If-Range", "\"x\"");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(boss().send("GET", API + "/backups/" + id + "/content", "", "Range", "bytes=" + size + "-")
                        .statusCode())
                .isEqualTo(416);
        assertThat(boss().send("GET", API + "/backups/" + id + "/content", "", "Range", "lines=1-2")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void recordsEveryPartOfADownload() throws Exception {
        String id = backup();
        String path = API + "/backups/" + id + "/content";
        long size = boss().json(API + "/backups/" + id + "/manifest")
                .get("storedBytes")
                .asLong();
        boss().send("GET", path, "", "Range", "bytes=1-");
        boss().send("GET", path, "", "Range", "bytes=0-0");
        boss().send("GET", path, "", "Range", "bytes=-5");
        boss().send("GET", path, "", "Range", "bytes=0-1,3-4");
        boss().send("GET", path, "", "Range", "bytes=2-", "If-Range", "\"other\"");
        HttpResponse<String> head = boss().send("HEAD", path, "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(size);
        OperationLogFilter ofBackup =
                OperationLogFilter.builder().resourceId(id).build();
        await().untilAsserted(() -> assertThat(operations.find(ofBackup).items())
                .extracting(OperationLogEntry::description)
                .contains(
                        "downloaded bytes 1-" + (size - 1) + " of a backup of shop",
                        "downloaded bytes 0-0 of a backup of shop",
                        "downloaded bytes " + (size - 5) + "-" + (size - 1) + " of a backup of shop",
                        "asked for the size of a backup of shop")
                .filteredOn("downloaded a backup of shop"::equals)
                .hasSize(2));
    }

    @Test
    void takesOverABackupFromElsewhere() throws Exception {
        String id = backup();
        byte[] file = bytes("/backups/" + id + "/content");
        String foreign = boss().get(API + "/backups/" + id + "/manifest")
                .body()
                .replaceAll(id, "from-elsewhere-" + id)
                .replace("\"dataSource\" : \"shop\"", "\"dataSource\" : \"of another\"");

        HttpResponse<String> taken = upload(foreign + "\n", file);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(json(taken).get("id").asString()).isEqualTo("from-elsewhere-" + id);
        assertThat(json(taken).get("trigger").asString()).isEqualTo("IMPORTED");
        assertThat(bytes("/backups/from-elsewhere-" + id + "/content")).isEqualTo(file);
        jdbc.execute("DELETE FROM orders WHERE id = 7");
        String unconfirmed = "{\"dataSource\": \"shop\", \"scope\": \"REPLACE\", \"confirmation\": \"shop\"";
        HttpResponse<String> doubted = post("/backups/from-elsewhere-" + id + "/restoration", unconfirmed + "}");
        assertRefused(doubted, "unsignedConfirmation", "opsmon.backup.allow-unsigned-imports");
        HttpResponse<String> restored = post(
                "/backups/from-elsewhere-" + id + "/restoration",
                unconfirmed + ", \"unsignedConfirmation\": \"from-elsewhere-" + id + "\"}");
        assertThat(restored.statusCode()).as(restored.body()).isEqualTo(202);
        assertThat(awaitEnd("from-elsewhere-" + id).get("problem").isNull()).isTrue();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(500);

        assertThat(upload(foreign, file).statusCode()).isEqualTo(409);
    }

    @Test
    void takesOverNothingThatIsNotWhole() throws Exception {
        String id = backup();
        byte[] file = bytes("/backups/" + id + "/content");
        String manifest =
                boss().get(API + "/backups/" + id + "/manifest").body().replaceAll(id, "other-" + id);
        byte[] other = file.clone();
        other[file.length / 2]++;

        assertRefused(upload(manifest, Arrays.copyOf(file, file.length - 1)), "content", "bytes, but the manifest has");
        assertRefused(upload(manifest, Arrays.copyOf(file, file.length + 1)), "content", "more than");
        assertRefused(upload(manifest, other), "content", "SHA-256");
        assertRefused(upload("", file), "manifest", "directly followed by its file");
        assertRefused(upload("{}", file), "manifest", "not a manifest");
        assertRefused(upload(manifest.substring(0, 100), new byte[0]), "manifest", "directly followed by its file");
        assertRefused(
                upload(manifest.replaceFirst("\"file\" : \"[^\"]*", "\"file\" : \"../../etc/passwd"), file),
                "manifest",
                "not a valid file name");

        assertRefused(upload(manifest.replace("other-" + id, "x".repeat(65)), file), "manifest", "at most 64");

        assertThat(boss().get(API + "/backups/other-" + id).statusCode()).isEqualTo(404);
        assertThat(json(post("/backups/resync", "")).get("orphans").size()).isZero();
    }

    private static void assertRefused(HttpResponse<String> answer, String field, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).get("field").asString()).isEqualTo(field);
        assertThat(json(answer).get("detail").asString()).contains(reason);
    }

    private byte[] bytes(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private HttpResponse<String> upload(String manifest, byte[] file) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        request("/backups/import")
                                .header("Content-Type", "application/octet-stream")
                                .POST(HttpRequest.BodyPublishers.concat(
                                        HttpRequest.BodyPublishers.ofString(manifest),
                                        HttpRequest.BodyPublishers.ofByteArray(file)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + API + path))
                .header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("boss", "boss", null));
    }

    @Test
    void tellsListenersThatSomethingHasChanged() throws Exception {
        HttpResponse<Stream<String>> events = HttpClient.newHttpClient()
                .send(request("/events?topics=backups,operation-logs").build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        Set<String> told = ConcurrentHashMap.newKeySet();
        try (Stream<String> lines = events.body()) {
            Thread listening = new Thread(() -> {
                try {
                    lines.forEach(told::add);
                } catch (UncheckedIOException closed) {
                    // The stream is closed at the end of the test.
                }
            });
            listening.setDaemon(true);
            listening.start();
            await().until(() -> told.contains("event:backups"));
            told.clear();
            backup();

            await().until(() -> told.contains("event:backups") && told.contains("event:operation-logs"));
        }
        assertThat(boss().get(API + "/events?topics=weather").statusCode()).isEqualTo(400);
        assertThat(boss().get(API + "/events").statusCode()).isEqualTo(400);
        assertThat(new TestBrowser(port).get(API + "/events?topics=backups").statusCode())
                .isEqualTo(401);
        assertThat(new TestBrowser(port)
                        .basic("nobody", "nobody")
                        .get(API + "/events?topics=backups")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void isForThoseWhoMay() throws Exception {
        String id = backup();
        TestBrowser reader = new TestBrowser(port).basic("reader", "reader");
        for (String path : List.of(
                "GET /backups",
                "GET /backups/" + id,
                "GET /backups/" + id + "/content",
                "POST /backups/import",
                "GET /backup-schedules",
                "DELETE /backups/" + id,
                "POST /backups/" + id + "/restoration")) {
            String[] request = path.split(" ");
            assertThat(reader.send(request[0], API + request[1], "").statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(new TestBrowser(port)
                            .send(request[0], API + request[1], "")
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(boss().send("DELETE", API + "/backups/" + id, "").statusCode())
                .isEqualTo(200);
        assertThat(boss().json(API + "/backups/" + id).get("status").asString()).isEqualTo("EXPIRED");
        assertThat(boss().get(API + "/backups/" + id + "/content").statusCode()).isEqualTo(404);
        assertThat(boss().send("DELETE", API + "/backups/" + id, "").statusCode())
                .isEqualTo(409);
        assertThat(boss().json(API + "/me").get("permissions").toString()).contains("opsmon:backup:restore");
    }

    @Test
    void namesWhatIsWrong() throws Exception {
        for (String[] wrong : new String[][] {
            {"/backups", "{\"dataSource\": \"none\"}", "dataSource"},
            {"/backups", "{\"database\": \"shop\"}", "database"},
            {"/backups", "[]", "body"},
            {"/backup-schedules", "{\"id\": \"x\", \"cron\": \"every day\"}", "cron"},
            {"/backup-schedules", "{\"id\": \"X y\", \"cron\": \"0 0 4 * * *\"}", "id"},
            {"/backup-schedules", "{\"id\": \"x\", \"cron\": \"0 0 4 * * *\", \"zone\": \"Moon\"}", "zone"},
            {"/backup-schedules", "{\"id\": \"x\", \"cron\": \"0 0 4 * * *\", \"retries\": \"many\"}", "retries"},
            {"/backup-schedules", "{\"id\": \"x\", \"cron\": \"0 0 4 * * *\", \"dataSource\": \"none\"}", "dataSource"},
            {"/backup-schedules", "{\"id\": \"x\", \"cron\": \"0 0 0 31 2 *\"}", "cron"}
        }) {
            HttpResponse<String> answer = post(wrong[0], wrong[1]);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(json(answer).get("field").asString()).as(answer.body()).isEqualTo(wrong[2]);
        }
        assertThat(boss().get(API + "/backups?status=good").statusCode()).isEqualTo(400);
        assertThat(boss().get(API + "/backups/none").statusCode()).isEqualTo(404);
        assertThat(post("/backups/none/verification", "").statusCode()).isEqualTo(404);
        String id = backup();
        assertThat(post("/backups/" + id + "/cancellation", "").statusCode()).isEqualTo(409);
    }

    @Test
    void schedulesByConfigurationAndByHand() throws Exception {
        JsonNode nightly = boss().json(API + "/backup-schedules/nightly");
        assertThat(nightly.get("zone").asString()).isEqualTo("Asia/Shanghai");
        assertThat(nightly.get("next").asString()).endsWith("T19:30:00Z");
        assertThat(nightly.get("preview")).hasSize(5);
        assertThat(boss().send("DELETE", API + "/backup-schedules/nightly", "").statusCode())
                .isEqualTo(409);
        assertThat(boss().json(API + "/backup-schedules/preview?cron=0+0+4+*+*+MON&zone=UTC")
                        .get("next"))
                .hasSize(5);

        HttpResponse<String> made =
                post("/backup-schedules", "{\"id\": \"often\", \"cron\": \"* * * * * *\", \"verify\": false}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(post("/backup-schedules", "{\"id\": \"often\", \"cron\": \"* * * * * *\"}")
                        .statusCode())
                .isEqualTo(409);
        await().until(() -> !boss().json(API + "/backups?trigger=scheduled&status=succeeded")
                .get("items")
                .isEmpty());
        HttpResponse<String> paused = boss().send(
                        "PUT",
                        API + "/backup-schedules/often",
                        "{\"cron\": \"0 0 4 * * *\", \"enabled\": false}",
                        "Content-Type",
                        "application/json");
        assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
        assertThat(json(paused).get("next").isNull()).isTrue();
        assertThat(boss().send("DELETE", API + "/backup-schedules/often", "").statusCode())
                .isEqualTo(200);
        assertThat(boss().get(API + "/backup-schedules/often").statusCode()).isEqualTo(404);
        assertThat(boss().json(API + "/backup-schedules").get("items")).hasSize(1);
    }

    @Test
    void tellsEverybodyHowItGoesAsFarAsTheyMayKnow() throws Exception {
        backup();
        JsonNode all = boss().json(API + "/overview");
        assertThat(all.propertyNames())
                .containsExactlyInAnyOrder(
                        "operations", "recorder", "logins", "locks", "online", "backups", "schedules", "weather");
        assertThat(all.at("/operations/bucket").asString()).isEqualTo("PT1H");
        assertThat(all.at("/recorder/state").asString()).isEqualTo("DIRECT");
        assertThat(all.at("/online/total/relation").asString()).isEqualTo("eq");
        assertThat(all.at("/backups/items/0/lastGood/status").asString()).isEqualTo("SUCCEEDED");
        assertThat(all.at("/schedules/items/0/id").asString()).isEqualTo("nightly");
        assertThat(all.at("/weather/problem/title").asString()).isEqualTo("Database unavailable");
        assertThat(all.at("/weather").toString()).doesNotContain("secret");

        TestBrowser reader = new TestBrowser(port).basic("reader", "reader");
        assertThat(reader.json(API + "/overview").propertyNames())
                .containsExactlyInAnyOrder("operations", "recorder", "weather");
        assertThat(new TestBrowser(port).basic("nobody", "nobody").json(API + "/overview"))
                .isEmpty();
        assertThat(new TestBrowser(port).get(API + "/overview").statusCode()).isEqualTo(401);
    }

    @Test
    void isDownWhileTheLastGoodBackupIsTooOld() throws Exception {
        // On a busy machine, more than a second may pass before health is read.
        await().until(() -> {
            backup();
            return health().getStatus().equals(Status.UP);
        });
        await().until(() -> health().getStatus().equals(Status.DOWN));
        assertThat(health().getDetails()).extractingByKey("shop").asString().contains("SUCCEEDED");
        assertThat(meters.get("opsmon.backup.age").gauge().value()).isPositive();
        JsonNode sources = boss().json(API + "/backups/data-sources").get("items");
        assertThat(sources.get(0).get("name").asString()).isEqualTo("shop");
        assertThat(sources.get(0).get("lastGood").get("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(sources.get(0).get("retention").get("keepLast").asInt()).isEqualTo(7);
        assertThat(sources.get(0).get("retention").get("maxBytes").isNull()).isTrue();
        JsonNode resync = json(post("/backups/resync", ""));
        assertThat(resync.get("orphans")).isEmpty();
    }

    @Test
    void inspectsTheDatabasesBeforeTheFirstBackup() throws Exception {
        JsonNode readiness = boss().json(API + "/backups/readiness").get("items");
        assertThat(readiness).hasSize(1);
        assertThat(readiness.get(0).get("dataSource").asString()).isEqualTo("shop");
        assertThat(readiness.get(0).get("ready").asBoolean()).isTrue();
        assertThat(readiness.get(0).get("problem").isNull()).isTrue();
        assertThat(readiness.get(0).get("findings")).isEmpty();
    }
}
