package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Tests the recording of requests without an annotated method in a running host. */
@SpringBootTest(
        classes = {HttpHost.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:recording;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "server.servlet.context-path=/app",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.max-body-size=256B",
            "opsmon.operation-log.http.exclude-paths=/prefix/unread",
            "opsmon.client.precision=network",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class HttpRecordingTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        return send(method, path, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String method, String path, String type, byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app/prefix" + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("Content-Type", type)
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void recordsRouteStatusParametersAndBody() throws Exception {
        HttpResponse<String> response =
                send("PUT", "/items/42?dry=true", "application/json", "{\"name\":\"Tea\",\"password\":\"hunter2\"}");

        assertThat(response.body()).contains("hunter2");
        OperationLogEntry entry = recorded.only();
        assertThat(entry.module()).isEqualTo("Shop");
        assertThat(entry.action()).isEqualTo("UPDATE");
        assertThat(entry.description()).isEqualTo("PUT /prefix/items/{id}");
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(entry.arguments())
                .isEqualTo("{\"path\":{\"id\":\"42\"},\"body\":{\"name\":\"Tea\",\"password\":\"***\"}}");
        assertThat(Objects.requireNonNull(entry.http()).status()).isEqualTo(200);
        assertThat(entry.http().query()).isEqualTo("dry=true");
        assertThat(entry.http().clientIp()).isIn("127.0.0.0", "::");
        assertThat(entry.extra()).containsEntry("route", "/prefix/items/{id}");
    }

    @Test
    void recordsAForm() throws Exception {
        assertThat(send("POST", "/form", "application/x-www-form-urlencoded", "name=Ada&token=x")
                        .body())
                .isEqualTo("Ada");

        assertThat(recorded.only().arguments()).isEqualTo("{\"form\":{\"name\":\"Ada\",\"token\":\"***\"}}");
    }

    @Test
    void recordsAnAnnotatedRequestOnce() throws Exception {
        send("POST", "/sell?id=7", "text/plain", "");

        assertThat(recorded.only().description()).isEqualTo("sold");
    }

    @Test
    void recordsAnAnnotatedRequestThatCompletesLaterOnce() throws Exception {
        send("POST", "/future", "text/plain", "");
        send("POST", "/mono", "text/plain", "");

        await().untilAsserted(() -> assertThat(recorded.all()).hasSize(2));
        assertThat(recorded.all()).extracting(OperationLogEntry::module).containsOnly("Shop");
    }

    @Test
    void waitsForACallThatIsRecordedAfterItsAnswer() throws Exception {
        assertThat(send("POST", "/slowly-described", "application/json", "{}").statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(recorded.all())
                .extracting(OperationLogEntry::description)
                .containsExactly("slowly"));
    }

    @Test
    void recordsARequestWhoseCallTurnsOutNotToBeWorthAnEntry() throws Exception {
        send("POST", "/later-nothing", "application/json", "{}");

        assertThat(recorded.only().description()).isEqualTo("POST /prefix/later-nothing");
    }

    @Test
    void recordsAPlainRequestThatCompletesLater() throws Exception {
        send("POST", "/callable", "application/json", "{}");

        OperationLogEntry entry = recorded.only();
        assertThat(entry.description()).isEqualTo("POST /prefix/callable");
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(Objects.requireNonNull(entry.http()).status()).isEqualTo(202);
    }

    @Test
    void recordsAFailure() throws Exception {
        assertThat(send("POST", "/boom", "application/json", "{}").statusCode()).isEqualTo(418);

        OperationLogEntry entry = recorded.only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.http()).status()).isEqualTo(418);
    }

    @Test
    void givesTheHostTheWholeBodyAndKeepsItsBeginning() throws Exception {
        String large = "\"" + "x".repeat(100_000) + "\"";

        assertThat(send("POST", "/raw", "application/json", large).body()).isEqualTo("100002");

        assertThat(Objects.requireNonNull(recorded.only().arguments()).length()).isLessThan(300);
        assertThat(recorded.only().arguments()).endsWith("xxx…\"}");
    }

    @Test
    void showsWhatIsNoJsonAsText() throws Exception {
        send("POST", "/raw", "application/json", "{\"password\":\"hunter2\", oops");

        assertThat(recorded.only().arguments()).doesNotContain("hunter2").contains("oops");
    }

    @Test
    void masksABodyThatIsCutInsideASecret() throws Exception {
        send(
                "POST",
                "/raw?%70assword=hunter2",
                "application/json",
                "{\"password\":\"" + "hunter2".repeat(2_500) + "\"}");

        OperationLogEntry entry = recorded.only();
        assertThat(entry.arguments()).isEqualTo("{\"body\":\"{\\\"password\\\":***…\"}");
        assertThat(Objects.requireNonNull(entry.http()).query()).isEqualTo("%70assword=***");
    }

    @Test
    void keepsNumbersAsWritten() throws Exception {
        String body = "{\"n\":1.10,\"big\":12345678901234567890.123456789,\"e\":1e400,\"userId\":2,\"gift\":true,"
                + "\"id\":1410277790296653824,\"none\":null}";
        send("POST", "/raw", "application/json", body);

        assertThat(recorded.only().arguments()).isEqualTo("{\"body\":" + body + "}");
    }

    @Test
    void masksABodyInUtf16() throws Exception {
        String body = "{\"password\":\"hunter2\",\"name\":\"Tea\"}";
        send("PUT", "/items/42", "application/json", body.getBytes(StandardCharsets.UTF_16LE));

        assertThat(recorded.only().arguments())
                .isEqualTo("{\"path\":{\"id\":\"42\"},\"body\":{\"password\":\"***\",\"name\":\"Tea\"}}");
    }

    @Test
    void masksABodyInUtf16ThatTheHostReadsInAnotherCharset() throws Exception {
        String body = "{\"password\":\"" + "hunter2".repeat(1_000) + "\"}";
        send("POST", "/raw", "application/json", body.getBytes(StandardCharsets.UTF_16LE));

        assertThat(recorded.only().arguments()).isEqualTo("{\"body\":\"{\\\"password\\\":***…\"}");
    }

    @Test
    void readsNothingThatTheHostDoesNotRead() throws Exception {
        send("POST", "/sell?id=8", "application/json", "{\"a\":1}");
        assertThat(recorded.only().arguments()).isEqualTo("{\"id\":\"8\"}");
    }

    @Test
    void leavesOutExcludedPathsAndReading() throws Exception {
        send("POST", "/unread", "application/json", "{\"a\":1}");
        send("GET", "/stream", "text/plain", "");
        send("PUT", "/items/1", "application/json", "{}");

        await().untilAsserted(() -> assertThat(recorded.all())
                .extracting(OperationLogEntry::description)
                .contains("PUT /prefix/items/{id}")
                .doesNotContain("POST /prefix/unread", "GET /prefix/stream"));
    }

    @Test
    void doesNotTouchUploads() throws Exception {
        String boundary = "b";
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n";

        assertThat(send("POST", "/upload", "multipart/form-data; boundary=" + boundary, body)
                        .body())
                .isEqualTo("5");

        assertThat(recorded.only().description()).isEqualTo("uploaded a.txt");
    }
}
