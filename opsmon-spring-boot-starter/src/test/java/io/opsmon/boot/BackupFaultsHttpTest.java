package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests a host with an unusable backup storage and unusable schedules. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:backup-faults;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.zone=UTC",
            "opsmon.backup.data-sources.shop.max-age=1h",
            "opsmon.backup.data-sources.shop.retention.keep-last=2",
            "opsmon.backup.data-sources.shop.retention.daily=0",
            "opsmon.backup.data-sources.shop.retention.weekly=0",
            "opsmon.backup.data-sources.shop.retention.monthly=0",
            "opsmon.backup.schedules.nightly.cron=0 30 3 * * *",
            "opsmon.backup.schedules.patagonia.cron=0 30 3 * * *",
            "opsmon.backup.schedules.patagonia.zone=America/Nowhere",
            "opsmon.backup.schedules.elsewhere.cron=0 30 3 * * *",
            "opsmon.backup.schedules.elsewhere.data-source=none",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class BackupFaultsHttpTest {

    private static final String API = "/opsmon/api/v1";

    @TempDir
    private static Path root;

    @LocalServerPort
    private int port;

    @Autowired
    private DefaultBackups backups;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private HealthIndicator opsmonBackupsHealthIndicator;

    @DynamicPropertySource
    static void storage(DynamicPropertyRegistry registry) {
        registry.add("opsmon.backup.directory", () -> root.resolve("mount").toString());
    }

    private TestBrowser boss() {
        return new TestBrowser(port).basic("boss", "boss");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return boss().send("POST", API + path, body, "Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private Health health() {
        return Objects.requireNonNull(opsmonBackupsHealthIndicator.health());
    }

    private List<String> make(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            String id = json(post("/backups", "{}")).get("id").asString();
            await().until(() -> boss().json(API + "/backups/" + id), backup -> !backup.has("activity"));
            ids.add(id);
        }
        return ids;
    }

    private String state(String id) throws Exception {
        JsonNode backup = boss().json(API + "/backups/" + id);
        return backup.get("status").asString() + " "
                + backup.get("stored").get("state").asString();
    }

    @Test
    void changesNothingWithoutItsStorageAndAsksBeforeItLosesSightOfManyBackups() throws Exception {
        List<String> ids = make(3);
        Path mount = root.resolve("mount");
        Path aside = root.resolve("aside");
        Files.move(mount, aside);
        HttpResponse<String> unrecognized = post("/backups/resync", "");
        assertThat(unrecognized.statusCode()).isEqualTo(503);
        assertThat(json(unrecognized).get("code").asString()).isEqualTo("backup-storage-unrecognized");
        JsonNode storage = boss().json(API + "/backups/data-sources").get("storage");
        assertThat(storage.get("code").asString()).isEqualTo("backup-storage-unrecognized");
        assertThat(storage.get("problem").asString()).contains("marker");
        assertThat(boss().send("DELETE", API + "/backups/" + ids.get(0), "").statusCode())
                .isEqualTo(503);
        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health().getDetails().get("storage")).asString().contains("marker");
        Files.move(aside, mount);

        Files.move(mount.resolve("shop"), aside);
        HttpResponse<String> unconfirmed = post("/backups/resync", "");
        assertThat(unconfirmed.statusCode()).isEqualTo(409);
        JsonNode preview = json(post("/backups/resync", "{\"dryRun\": true}"));
        assertThat(preview.get("missing")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(preview.get("applied").asBoolean()).isFalse();
        String confirmation = preview.get("confirmation").asString();
        assertThat(json(unconfirmed).get("detail").asString()).contains(confirmation);
        assertThat(post("/backups/resync", "{\"confirmation\": \"yes\"}").statusCode())
                .isEqualTo(409);
        assertThat(state(ids.get(0))).isEqualTo("SUCCEEDED PRESENT");

        assertThat(json(post("/backups/resync", "{\"confirmation\": \"" + confirmation + "\"}"))
                        .get("applied")
                        .asBoolean())
                .isTrue();
        assertThat(state(ids.get(0))).isEqualTo("SUCCEEDED MISSING");
        Files.move(aside, mount.resolve("shop"));
        assertThat(json(post("/backups/resync", "{}")).get("found")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(state(ids.get(0))).isEqualTo("SUCCEEDED PRESENT");
        assertThat(health().getDetails()).doesNotContainKey("storage");
        assertThat(boss().json(API + "/backups/data-sources").has("storage")).isFalse();
    }

    @Test
    void recordsEveryDeletionWithItsReason() throws Exception {
        List<String> ids = make(4);
        backups.applyRetention("shop");
        assertThat(boss().send("DELETE", API + "/backups/" + ids.get(3), "").statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .resourceType("backup")
                                .action("DELETE")
                                .build())
                        .items())
                .extracting(OperationLogEntry::description)
                .anySatisfy(text -> assertThat(text).contains("Not kept by retention: keep-last 2"))
                .anySatisfy(text -> assertThat(text).contains("Requested by boss")));
    }

    @Test
    void deletesAnOrphanedFileByItsNameOnly() throws Exception {
        make(1);
        Path stray = Files.writeString(root.resolve("mount/stray.dump"), "x");
        assertThat(json(post("/backups/resync", "{}")).get("orphans").toString())
                .contains("stray.dump");
        assertThat(post("/backups/orphans/deletion", "{\"name\": \"stray.dump\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(
                                "/backups/orphans/deletion",
                                "{\"name\": \"opsmon-storage.json\", \"confirmation\": \"opsmon-storage.json\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stray).exists();
        assertThat(post("/backups/orphans/deletion", "{\"name\": \"stray.dump\", \"confirmation\": \"stray.dump\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(stray).doesNotExist();
        assertThat(post("/backups/storage", "{}").statusCode()).isEqualTo(400);
        assertThat(post("/backups/storage", "{\"confirmation\": \"storage\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesABackupOfTheFuture() throws Exception {
        String id = make(1).get(0);
        String manifest = boss().get(API + "/backups/" + id + "/manifest")
                .body()
                .replaceAll(id, "future-" + id)
                .replaceFirst(
                        "\"createdAt\" : \"[^\"]*",
                        "\"createdAt\" : \"" + Instant.now().plus(Duration.ofDays(3_650)));
        byte[] body = (manifest + "x").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> refused = boss().send(
                        "POST",
                        API + "/backups/import",
                        new String(body, StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/octet-stream");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json(refused).get("field").asString()).isEqualTo("manifest");
    }

    @Test
    void startsAndNamesTheSchedulesThatDoNotRun() throws Exception {
        JsonNode items = boss().json(API + "/backup-schedules").get("items");
        assertThat(items).hasSize(3);
        for (JsonNode item : items) {
            boolean isRight = item.get("id").asString().equals("nightly");
            assertThat(item.get("problem").isNull()).as(item.toString()).isEqualTo(isRight);
            assertThat(item.get("preview").isEmpty()).isEqualTo(!isRight);
        }
        assertThat(boss().json(API + "/backup-schedules/patagonia")
                        .get("problem")
                        .asString())
                .contains("America/Nowhere");
        assertThat(boss().send("DELETE", API + "/backup-schedules/patagonia", "")
                        .statusCode())
                .isEqualTo(409);
        assertThat(health().getDetails())
                .containsKeys("schedule patagonia", "schedule elsewhere")
                .doesNotContainKey("schedule nightly");
    }
}
