package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.TestLogins;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests reports on a person and the removal of the person's data from both logs in a running host. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:personal-data;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.pseudonym-key=0123456789abcdef",
            "opsmon.chain.keys[0].id=k1",
            "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class PersonalDataHttpTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private JdbcTemplate sql;

    @BeforeEach
    void empty() {
        List.of("opsmon_operation_log", "opsmon_login_log", "opsmon_chain", "opsmon_seal", "opsmon_hold")
                .forEach(table -> sql.execute("DELETE FROM " + table));
        operations.saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        logins.saveAll(
                List.of(TestLogins.success(TestLogins.NOON, "u-7"), TestLogins.complete(), TestLogins.complete()));
    }

    private HttpResponse<String> send(String method, String path, String user, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/opsmon/api/v1" + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("X-Requested-With", "XMLHttpRequest")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private List<OperationLogEntry> recorded() {
        List<OperationLogEntry> entries = new ArrayList<>();
        operations.stream(OperationLogFilter.builder().module("opsmon").build(), entries::add);
        return entries;
    }

    @Test
    void reportsOnAPersonInBothLogs() throws Exception {
        JsonNode report = json(send("GET", "/personal-data?person=u-7", "boss", ""));

        assertThat(report.path("operationLogs").path("operator").asString()).isEqualTo("u-7");
        assertThat(report.path("operationLogs").path("count").asLong()).isEqualTo(2);
        assertThat(report.path("operationLogs")
                        .path("modules")
                        .path(0)
                        .path("value")
                        .asString())
                .isEqualTo("orders");
        assertThat(report.path("loginLogs").path("username").asString()).isEqualTo("u-7");
        assertThat(report.path("loginLogs").path("count").asLong()).isEqualTo(1);
        JsonNode mallory = json(send("GET", "/login-logs/personal-data?username=mallory", "boss", ""));
        assertThat(mallory.path("count").asLong()).isEqualTo(2);
        assertThat(mallory.path("events").path(0).path("value").asString()).isEqualTo("LOGIN");
        assertThat(mallory.path("addresses").path(0).asString()).isEqualTo("89.160.20.113");
    }

    @Test
    void removesAPersonFromBothLogsAndNamesThePersonNowhere() throws Exception {
        JsonNode removed = json(send("DELETE", "/personal-data?person=u-7&mode=erase", "boss", ""));

        assertThat(removed.path("changed").asLong()).isEqualTo(3);
        assertThat(removed.path("operationLogs").path("changed").asLong()).isEqualTo(2);
        assertThat(removed.path("loginLogs").path("changed").asLong()).isEqualTo(1);
        assertThat(logins.find(LoginLogFilter.builder().username("u-7").build()).items())
                .isEmpty();
        await().untilAsserted(() -> assertThat(recorded())
                .extracting(OperationLogEntry::description)
                .containsExactlyInAnyOrder(
                        "erased one person in 2 operation logs", "erased one person in 1 login logs"));
        List<OperationLogEntry> all = new ArrayList<>();
        operations.stream(OperationLogFilter.ALL, all::add);
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.toString()).doesNotContain("u-7"));
    }

    @Test
    void theLogsCanKnowAPersonByDifferentNames() throws Exception {
        JsonNode removed =
                json(send("DELETE", "/personal-data?operator=u-7&username=mallory&mode=pseudonymise", "boss", ""));

        assertThat(removed.path("operationLogs").path("changed").asLong()).isEqualTo(2);
        assertThat(removed.path("loginLogs").path("changed").asLong()).isEqualTo(2);
        JsonNode one = json(send("DELETE", "/login-logs/personal-data?username=u-7&mode=erase", "boss", ""));
        assertThat(one.path("changed").asLong()).isEqualTo(1);
        JsonNode only = json(send("GET", "/personal-data?username=u-7", "boss", ""));
        assertThat(only.has("operationLogs")).isFalse();
        assertThat(only.path("loginLogs").path("count").asLong()).isZero();
    }

    @Test
    void aHoldOnOneLogLeavesBothAsTheyAre() throws Exception {
        assertThat(send("POST", "/login-logs/holds", "boss", "{\"holdReason\":\"case 4711\",\"username\":\"u-7\"}")
                        .statusCode())
                .isEqualTo(201);

        HttpResponse<String> refused = send("DELETE", "/personal-data?person=u-7&mode=erase", "boss", "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("detail").asString()).contains("case 4711");
        assertThat(send("DELETE", "/login-logs/personal-data?username=u-7&mode=erase", "boss", "")
                        .statusCode())
                .isEqualTo(409);
        JsonNode report = json(send("GET", "/personal-data?person=u-7", "boss", ""));
        assertThat(report.path("operationLogs").path("count").asLong()).isEqualTo(2);
        assertThat(report.path("loginLogs").path("count").asLong()).isEqualTo(1);
    }

    @Test
    void needsThePermissionOfEachLogAndAllParameters() throws Exception {
        assertThat(send("GET", "/personal-data?person=u-7", "reader", "").statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", "/personal-data?person=u-7&mode=erase", "reader", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/login-logs/personal-data?username=u-7", "reader", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(json(send("GET", "/personal-data", "boss", "")).path("field").asString())
                .isEqualTo("person");
        assertThat(json(send("DELETE", "/personal-data?person=u-7", "boss", ""))
                        .path("field")
                        .asString())
                .isEqualTo("mode");
        assertThat(json(send("DELETE", "/login-logs/personal-data?mode=erase", "boss", ""))
                        .path("field")
                        .asString())
                .isEqualTo("username");
    }
}
