package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.internal.maintenance.MaintenanceTask;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host with a storage of copies, and two whose configuration is not usable. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:backup-copies;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.copies.offsite.min-free-space=1MB",
            "opsmon.backup.copies.offsite.retention.keep-last=3",
            "opsmon.backup.copies.remote.sftp.host=localhost",
            "opsmon.backup.copies.wrong.min-free-space=1MB",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class BackupCopiesHttpTest {

    private static final String API = "/opsmon/api/v1";

    @TempDir
    private static Path root;

    @LocalServerPort
    private int port;

    @Autowired
    private DefaultBackups backups;

    @Autowired
    @Qualifier("opsmonBackupTidying")
    private MaintenanceTask tidying;

    @Autowired
    private HealthIndicator opsmonBackupsHealthIndicator;

    @DynamicPropertySource
    static void storages(DynamicPropertyRegistry registry) {
        registry.add("opsmon.backup.directory", () -> root.resolve("first").toString());
        registry.add(
                "opsmon.backup.copies.offsite.directory",
                () -> root.resolve("offsite").toString());
    }

    private TestBrowser boss() {
        return new TestBrowser(port).basic("boss", "boss");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return boss().send("POST", API + path, body, "Content-Type", "application/json");
    }

    private String make() throws Exception {
        String id = JsonMapper.shared()
                .readTree(post("/backups", "{}").body())
                .get("id")
                .asString();
        await().until(() -> boss().json(API + "/backups/" + id), backup -> !backup.has("activity"));
        return id;
    }

    private JsonNode copies(String id) throws Exception {
        return boss().json(API + "/backups/" + id).path("copies");
    }

    private Health health() {
        return Objects.requireNonNull(opsmonBackupsHealthIndicator.health());
    }

    @Test
    void showsTheStateOfEachCopyAndNamesAnUnavailableStorage() throws Exception {
        String first = make();

        assertThat(copies(first).get(0).path("storage").asString("")).isEqualTo("offsite");
        assertThat(copies(first).get(0).path("state").asString("")).isEqualTo("STORED");
        assertThat(copies(first).get(1).path("problem").asString("")).contains("org.apache.sshd:sshd-sftp");
        assertThat(copies(first).get(2).path("problem").asString(""))
                .contains("opsmon.backup.copies.wrong needs one of directory, s3.bucket and sftp.host");
        assertThat(boss().json(API + "/backups")
                        .path("items")
                        .get(0)
                        .path("copies")
                        .size())
                .isEqualTo(3);
        assertThat(health().getDetails()).containsKey("storage wrong").doesNotContainKey("storage offsite");

        Files.move(root.resolve("offsite"), root.resolve("away"));
        String second = make();
        assertThat(copies(second).get(0).path("state").asString("")).isEqualTo("FAILED");
        assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health().getDetails()).containsKey("storage offsite");

        Files.move(root.resolve("away"), root.resolve("offsite"));
        assertThat(backups.problems()).containsKey("storage offsite");
        try {
            tidying.task().run();
        } catch (java.io.IOException wrongRemains) {
            assertThat(wrongRemains).hasMessageContaining("sshd-sftp");
        }
        assertThat(copies(second).get(0).path("state").asString("")).isEqualTo("STORED");
        assertThat(health().getDetails()).doesNotContainKey("storage offsite");

        HttpResponse<String> accepted =
                post("/backups/storage", "{\"confirmation\": \"storage\", \"name\": \"offsite\"}");
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(post("/backups/storage", "{\"confirmation\": \"storage\", \"name\": \"none\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
