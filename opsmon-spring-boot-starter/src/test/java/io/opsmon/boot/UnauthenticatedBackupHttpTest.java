package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.file.EncodedDump;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the upload of a backup that runs code, by a user who may run backups, in a host without keys. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:unauthenticated;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.data-sources.shop.timeout=1m",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class UnauthenticatedBackupHttpTest {

    private static final String API = "/opsmon/api/v1";

    private final String mark = "opsmon.test." + UUID.randomUUID();
    private final String id = "b-" + UUID.randomUUID();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    @AfterEach
    void clear() {
        System.clearProperty(mark);
    }

    private HttpResponse<String> post(String user, String path, String body) throws Exception {
        return new TestBrowser(port)
                .basic(user, user)
                .send("POST", API + path, body, "Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> upload(String user, String more) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        EncodedDump dump =
                new BackupEncoding(3, null).encode(new BackupIdentity(id, "shop", "shop", "h2", Instant.EPOCH), file);
        try (dump) {
            dump.write(("CREATE ALIAS SET_PROPERTY FOR \"java.lang.System.setProperty\";\nCALL SET_PROPERTY('" + mark
                            + "', 'ran');\n-- opsmon: end of the script\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        byte[] manifest = new BackupManifest(
                        id,
                        "shop",
                        "shop",
                        "H2 2",
                        "h2",
                        null,
                        Instant.EPOCH,
                        "shop/" + id,
                        dump.dumpBytes(),
                        dump.storedBytes(),
                        null,
                        dump.sha256(),
                        List.of(),
                        null)
                .toJson();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + API + "/backups/import"))
                                .header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth(user, user, null))
                                .header("Content-Type", "application/octet-stream")
                                .POST(HttpRequest.BodyPublishers.concat(
                                        HttpRequest.BodyPublishers.ofString(
                                                new String(manifest, StandardCharsets.UTF_8).replace("{\n", more)),
                                        HttpRequest.BodyPublishers.ofByteArray(file.toByteArray())))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asString("")).isEqualTo(code);
        assertThat(System.getProperty(mark)).isNull();
    }

    private String restoration(String confirmation) {
        return "{\"scope\": \"REPLACE\", \"confirmation\": \"shop\", \"unsignedConfirmation\": \"" + confirmation
                + "\"}";
    }

    @Test
    void storesAndShowsItAndNeverRunsIt() throws Exception {
        HttpResponse<String> taken = upload("runner", "{\n");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        JsonNode shown = new TestBrowser(port).basic("runner", "runner").json(API + "/backups/" + id);
        assertThat(shown.get("proof").asString()).isEqualTo("NONE");
        assertThat(shown.get("refusal").asString()).isEqualTo("backup-not-allowed");

        String confirmed = "{\"unsignedConfirmation\": \"" + id + "\"}";
        for (String body : List.of("", confirmed)) {
            HttpResponse<String> answer = post("runner", "/backups/" + id + "/verification", body);
            assertRefused(answer, 403, "backup-not-allowed");
            assertThat(json(answer).get("detail").asString())
                    .contains(
                            "opsmon.backup.allow-unsigned-imports=true",
                            "opsmon:backup:restore",
                            "unsignedConfirmation");
            assertRefused(post("boss", "/backups/" + id + "/verification", body), 403, "backup-not-allowed");
        }
        assertThat(post("runner", "/backups/" + id + "/restoration", restoration(id))
                        .statusCode())
                .isEqualTo(403);
        assertRefused(post("boss", "/backups/" + id + "/restoration", restoration(id)), 403, "backup-not-allowed");
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .resourceType("backup")
                                .build())
                        .items())
                .extracting(OperationLogEntry::description)
                .anyMatch(told -> String.valueOf(told).contains("was refused a backup that is not authenticated")));
    }

    @Test
    void namesWhatIsWrongWithAManifest() throws Exception {
        assertRefused(upload("runner", "{\n\"id\" : \"twice\",\n"), 400, "backup-manifest-malformed");
        assertRefused(
                upload("runner", "{\n\"x\" : " + "[".repeat(2_000) + "]".repeat(2_000) + ",\n"),
                400,
                "backup-manifest-malformed");
    }

    /** The host permits backups that are not authenticated. */
    @Nested
    @TestPropertySource(
            properties = {
                "spring.datasource.url=jdbc:h2:mem:unauthenticated-allowed;DB_CLOSE_DELAY=-1",
                "opsmon.backup.allow-unsigned-imports=true",
                // A rehearsal would refuse the hostile statements, whatever proves the backup.
                "opsmon.backup.rehearse-restores=false"
            })
    class WhereItIsAllowed {

        @LocalServerPort
        private int nestedPort;

        @Test
        void runsItForThoseWhoMayRestoreAndConfirmOnly() throws Exception {
            port = nestedPort;
            assertThat(upload("runner", "{\n").statusCode()).isEqualTo(201);
            JsonNode shown = new TestBrowser(port).basic("runner", "runner").json(API + "/backups/" + id);
            assertThat(shown.get("proof").asString()).isEqualTo("NONE");
            assertThat(shown.has("refusal")).isFalse();
            String confirmed = "{\"unsignedConfirmation\": \"" + id + "\"}";
            assertRefused(post("runner", "/backups/" + id + "/verification", confirmed), 403, "backup-not-permitted");
            assertRefused(post("boss", "/backups/" + id + "/verification", ""), 400, "backup-not-confirmed");
            assertRefused(
                    post("boss", "/backups/" + id + "/verification", confirmed.replace(id, "yes")),
                    400,
                    "backup-not-confirmed");

            assertThat(post("boss", "/backups/" + id + "/restoration", restoration(id))
                            .statusCode())
                    .isEqualTo(202);
            await().untilAsserted(() -> assertThat(System.getProperty(mark)).isEqualTo("ran"));
        }
    }
}
