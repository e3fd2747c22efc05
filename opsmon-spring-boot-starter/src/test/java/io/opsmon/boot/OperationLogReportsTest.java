package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests export, statistics and verification in a running host. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:reports;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "management.endpoints.web.exposure.include=operationlogs",
            "opsmon.operation-log.pseudonym-key=0123456789abcdef",
            "opsmon.chain.keys[0].id=k1",
            "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class OperationLogReportsTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository repository;

    @Autowired
    private JdbcTemplate sql;

    @BeforeEach
    void empty() {
        sql.execute("DELETE FROM opsmon_operation_log");
        sql.execute("DELETE FROM opsmon_chain");
        sql.execute("DELETE FROM opsmon_seal");
    }

    private HttpRequest request(String method, String path, String user, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/opsmon/api/v1/operation-logs" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private HttpResponse<String> send(String method, String path, String user, String... headers) throws Exception {
        return http.send(request(method, path, user, headers), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void exportsWhatTheFiltersLeave() throws Exception {
        repository.saveAll(List.of(
                TestEntries.described("=1+1"),
                TestEntries.entry(TestEntries.NOON, "staff", "UPDATE", "hired", Outcome.SUCCESS)));

        HttpResponse<String> response = send("GET", "/export?format=csv&bom=true&module=orders", "boss");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"operation-logs-\\d{8}-\\d{6}\\.csv\"");
        assertThat(response.body())
                .startsWith("\uFEFFoccurredAt,")
                .contains("\"'=1+1\"")
                .doesNotContain("hired");
    }

    @Test
    void logsAnExport() throws Exception {
        send("GET", "/export?format=ndjson&module=orders", "boss");

        await().untilAsserted(() -> assertThat(repository
                        .find(OperationLogFilter.builder().module("opsmon").build())
                        .items())
                .extracting(OperationLogEntry::description)
                .containsExactly("exported operation logs as ndjson where {module=orders}"));
    }

    @ParameterizedTest
    @CsvSource({
        "/export?format=pdf, format",
        "/export, format",
        "/export?format=csv&bom=perhaps, bom",
        "/export?format=csv&colour=red, colour",
        "/stats?bucket=PT0S, bucket",
        "/stats?bucket=PT0.5S, bucket",
        "/stats?bucket=x, bucket",
        "/stats?bucket=PT1S, bucket",
        "/stats?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from"
    })
    void namesTheFieldThatIsWrong(String path, String field) throws Exception {
        HttpResponse<String> response = send("GET", path, "boss");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("field").asString()).isEqualTo(field);
    }

    @Test
    void needsAPermissionOfItsOwnToExport() throws Exception {
        assertThat(send("GET", "/export?format=csv", "reader").statusCode()).isEqualTo(403);
        assertThat(send("GET", "/stats", "reader").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/stats", "nobody").statusCode()).isEqualTo(403);
    }

    @Test
    void stopsReadingWhenTheClientGoesAway() throws Exception {
        List<OperationLogEntry> many = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            many.add(TestEntries.complete());
        }
        repository.saveAll(many);
        HttpResponse<InputStream> response =
                http.send(request("GET", "/export?format=ndjson", "boss"), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(threadsReading()).isNotZero();

        response.body().close();

        await().untilAsserted(() -> assertThat(threadsReading()).isZero());
    }

    private static long threadsReading() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("opsmon-operation-log-stream"))
                .count();
    }

    @Test
    void doesNotPretendThatAnExportIsWholeWhenItsDatabaseFails() throws Exception {
        List<OperationLogEntry> many = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            many.add(TestEntries.complete());
        }
        repository.saveAll(many);
        HttpResponse<InputStream> response =
                http.send(request("GET", "/export?format=ndjson", "boss"), HttpResponse.BodyHandlers.ofInputStream());
        sql.execute("ALTER TABLE opsmon_operation_log RENAME TO hidden");
        try (InputStream body = response.body()) {
            assertThatThrownBy(() -> body.transferTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
        } finally {
            sql.execute("ALTER TABLE hidden RENAME TO opsmon_operation_log");
        }
    }

    @Test
    void countsByTimeAndKind() throws Exception {
        repository.saveAll(List.of(
                TestEntries.entry(TestEntries.NOON, "orders", "UPDATE", "a", Outcome.SUCCESS),
                TestEntries.entry(TestEntries.NOON, "orders", "DELETE", "b", Outcome.FAILURE)));

        JsonNode stats = json(send("GET", "/stats?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z", "reader"));

        assertThat(stats.path("bucket").asString()).isEqualTo("PT1H");
        assertThat(stats.path("total").asLong()).isEqualTo(2);
        assertThat(stats.path("failureRate").asDouble()).isEqualTo(0.5);
        assertThat(stats.path("buckets").size()).isEqualTo(1);
        assertThat(stats.path("modules").path(0).path("value").asString()).isEqualTo("orders");
        assertThat(stats.path("textSearch").asString()).isEqualTo("scan");
        assertThat(stats.path("slowest").size()).isEqualTo(2);
    }

    @Test
    void showsChangesInTheReadersLanguage() throws Exception {
        OperationLogEntry entry = TestEntries.described("repriced: Price: “3.10” → “3.20”");
        repository.saveAll(List.of(entry));

        JsonNode english = json(send("GET", "/" + entry.id(), "reader"));
        JsonNode chinese = json(send("GET", "/" + entry.id(), "reader", "Accept-Language", "zh-CN,zh;q=0.9"));

        assertThat(english.path("description").asString()).isEqualTo("repriced: Price: “3.10” → “3.20”");
        assertThat(chinese.path("description").asString()).isEqualTo("repriced: Price：“3.10” → “3.20”");
        assertThat(send("GET", "/" + entry.id(), "reader", "Accept-Language", "_;;q=x")
                        .statusCode())
                .isEqualTo(200);
        JsonNode change = english.path("changes").path(0);
        assertThat(change.path("path").asString()).isEqualTo("price");
        assertThat(change.path("type").asString()).isEqualTo(Change.Type.CHANGED.name());
        assertThat(change.path("old").asString()).isEqualTo("3.10");
        assertThat(change.path("new").asString()).isEqualTo("3.20");
        assertThat(english.path("chain").path("sequence").asLong()).isPositive();
    }

    @Test
    void reportsAndTakesOutPersonalData() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        JsonNode report = json(send("GET", "/personal-data?operator=u-7", "boss"));
        assertThat(report.path("count").asLong()).isEqualTo(2);
        assertThat(report.path("addresses").path(0).asString()).isEqualTo("203.0.113.9");
        assertThat(json(send("DELETE", "/personal-data?operator=u-7&mode=forget", "boss"))
                        .path("field")
                        .asString())
                .isEqualTo("mode");

        JsonNode removed = json(send("DELETE", "/personal-data?operator=u-7&mode=erase", "boss"));

        assertThat(removed.path("changed").asLong()).isEqualTo(2);
        assertThat(json(send("GET", "/personal-data?operator=u-7", "boss"))
                        .path("count")
                        .asLong())
                .isZero();
        assertThat(send("GET", "/personal-data?operator=u-7", "reader").statusCode())
                .isEqualTo(403);
    }

    @Test
    void verifiesInTheBackground() throws Exception {
        repository.saveAll(List.of(TestEntries.at(Instant.now()), TestEntries.at(Instant.now())));
        assertThat(verified().path("report").path("intact").asBoolean()).isTrue();

        sql.update("UPDATE opsmon_operation_log SET description = 'nothing happened' WHERE chain_seq = 2");

        JsonNode finding = verified().path("report").path("findings").path(0);
        assertThat(finding.path("kind").asString()).isEqualTo("ALTERED");
        assertThat(finding.path("sequence").asLong()).isEqualTo(2);
    }

    @Test
    void verifiesAtTheActuatorEndpoint() throws Exception {
        repository.saveAll(List.of(TestEntries.at(Instant.now())));
        URI endpoint = URI.create("http://localhost:" + port + "/actuator/operationlogs");
        HttpRequest read = HttpRequest.newBuilder(endpoint).build();
        HttpRequest begin = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode before = json(http.send(read, HttpResponse.BodyHandlers.ofString()));
        assertThat(before.path("recorder").path("dropped").asLong()).isZero();

        assertThat(http.send(begin, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> {
            JsonNode run =
                    json(http.send(read, HttpResponse.BodyHandlers.ofString())).path("verification");
            assertThat(run.path("state").asString()).isEqualTo("DONE");
            assertThat(run.path("report").path("intact").asBoolean()).isTrue();
        });
    }

    @Test
    void givesACertificateOfAVerification() throws Exception {
        repository.saveAll(List.of(TestEntries.at(Instant.now())));
        JsonNode run = verified();
        String id = run.path("id").asString();
        assertThat(run.path("startedBy").asString()).isEqualTo("reader");
        assertThat(run.path("intervalMillis").asLong()).isEqualTo(86_400_000);

        JsonNode newest = json(send("GET", "/verifications?limit=1", "reader"))
                .path("items")
                .path(0);
        HttpResponse<String> certificate = send("GET", "/verifications/" + id + "/certificate", "reader");

        assertThat(newest.path("id").asString()).isEqualTo(id);
        assertThat(newest.path("intact").asBoolean()).isTrue();
        assertThat(certificate.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(certificate.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"operation-logs-certificate-\\d{8}T\\d{6}Z\\.txt\"");
        assertThat(certificate.body()).contains("\nStarted by: reader\n", "\nResult: intact\n", "\nSignature: k1:");
        assertThat(send("GET", "/verifications/" + UUID.randomUUID() + "/certificate", "reader")
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/verifications/x/certificate", "reader").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/verifications/" + id + "/certificate", "nobody")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/verifications?limit=0", "reader").statusCode()).isEqualTo(400);
    }

    private JsonNode verified() throws Exception {
        assertThat(send("POST", "/verification", "reader").statusCode()).isEqualTo(202);
        await().until(() -> "DONE".equals(state(send("GET", "/verification", "reader"))));
        return json(send("GET", "/verification", "reader"));
    }

    private static @Nullable String state(HttpResponse<String> response) {
        return json(response).path("state").asString();
    }
}
