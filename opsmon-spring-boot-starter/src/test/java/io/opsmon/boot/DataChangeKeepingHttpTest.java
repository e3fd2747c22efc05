package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Integrity chain, legal holds and removal of data changes in a running host. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:${random.uuid};DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS item"
                    + " (id BIGINT PRIMARY KEY\\, status VARCHAR(20))",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.application.name=shop",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.pseudonym-key=0123456789abcdef0123456789abcdef",
            "opsmon.data-changes.tables=item",
            "opsmon.data-changes.chain.link-interval=1s",
            "opsmon.data-changes.retention.min-age=30d",
            "opsmon.chain.keys[0].id=k1",
            "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import({DataChangeKeepingHttpTest.Items.class, DataChangeKeepingHttpTest.ItemApi.class})
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class DataChangeKeepingHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private Items items;

    @Autowired
    private JdbcTemplate sql;

    @Autowired
    @Qualifier("opsmonDataChangeHealthIndicator")
    private HealthIndicator health;

    static class Items {

        private final JdbcTemplate jdbc;

        Items(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        @OperationLog(module = "items", description = "sell")
        public void sell() {
            jdbc.update("UPDATE item SET status = 'SOLD' WHERE id = 1");
        }
    }

    @RestController
    static class ItemApi {

        private final JdbcTemplate jdbc;

        ItemApi(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @PostMapping("/items/return")
        public void change() {
            jdbc.update("UPDATE item SET status = 'RETURNED' WHERE id = 2");
        }
    }

    @BeforeEach
    void twoItems() {
        sql.update("INSERT INTO item VALUES (1, 'NEW'), (2, 'NEW')");
        items.sell();
    }

    private HttpResponse<String> send(String method, String path, String user, String body) throws Exception {
        return call(method, "/opsmon/api/v1" + path, user, body);
    }

    private HttpResponse<String> call(String method, String path, String user, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
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

    private JsonNode json(String method, String path, String body) throws Exception {
        return JsonMapper.shared().readTree(send(method, path, "boss", body).body());
    }

    private JsonNode verified() throws Exception {
        JsonNode begun = json("POST", "/data-changes/verification", "");
        assertThat(begun.get("state").asString()).isIn("RUNNING", "DONE");
        await().atMost(PATIENCE)
                .until(() -> json("GET", "/data-changes/verification", "")
                        .get("state")
                        .asString()
                        .equals("DONE"));
        return json("GET", "/data-changes/verification", "");
    }

    @Test
    void linksNewChangesInTheBackground() {
        await().atMost(PATIENCE)
                .until(
                        () -> sql.queryForObject(
                                "SELECT COUNT(*) FROM opsmon_data_change WHERE chain = 'database'", Long.class),
                        count -> count != null && count == 3);
    }

    @Test
    void namesAnAlteredChangeAndAcknowledgesTheFinding() throws Exception {
        JsonNode intact = verified();
        assertThat(intact.at("/report/intact").asBoolean()).isTrue();
        assertThat(intact.at("/report/verified").asInt()).isEqualTo(3);
        assertThat(Objects.requireNonNull(health.health()).getStatus().getCode())
                .isEqualTo("UP");

        sql.update("UPDATE opsmon_data_change SET new_values = '{\"STATUS\":\"LOST\"}' WHERE chain_seq = 3");
        JsonNode broken = verified();

        assertThat(broken.at("/report/intact").asBoolean()).isFalse();
        JsonNode finding = json("GET", "/data-changes/findings", "").at("/items/0");
        assertThat(finding.get("kind").asString()).isEqualTo("ALTERED");
        assertThat(finding.get("sequence").asInt()).isEqualTo(3);
        assertThat(finding.get("entryId").asString())
                .isEqualTo(json("GET", "/data-changes", "").at("/items/0/id").asString());
        assertThat(Objects.requireNonNull(health.health()).getStatus().getCode())
                .isEqualTo("DEGRADED");
        assertThat(send("GET", "/data-changes/findings", "reader", "").statusCode())
                .isEqualTo(403);

        String acknowledgement = "{\"chain\":\"database\",\"reason\":\"a repair\"}";
        assertThat(send("POST", "/data-changes/findings/acknowledgement", "boss", acknowledgement)
                        .statusCode())
                .isEqualTo(200);
        assertThat(Objects.requireNonNull(health.health()).getStatus().getCode())
                .isEqualTo("UP");
        JsonNode after = verified();
        assertThat(after.at("/report/intact").asBoolean()).isTrue();
        String certificate = send(
                        "GET", "/data-changes/verifications/" + after.get("id").asString() + "/certificate", "boss", "")
                .body();
        assertThat(certificate).contains("data-change", "k1");
    }

    @Test
    void aHoldOnAnOperationRejectsTheErasureOfItsChanges() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> json("GET", "/operation-logs?module=items", "")
                                .get("items")
                                .size()
                        == 1);
        JsonNode hold = json("POST", "/operation-logs/holds", "{\"holdReason\":\"case 7\",\"module\":\"items\"}");
        assertThat(hold.get("number").asInt()).isEqualTo(1);
        String table = json("GET", "/data-changes", "").at("/items/0/table").asString();

        HttpResponse<String> row = send("DELETE", "/data-changes/values?table=" + table + "&key=1", "boss", "");
        assertThat(row.statusCode()).isEqualTo(409);
        assertThat(row.body()).contains("case 7");
        assertThat(send("DELETE", "/data-changes/values?table=" + table + "&key=2", "boss", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(verified().at("/report/intact").asBoolean()).isTrue();
    }

    @Test
    void aHoldOnChangesRejectsTheRemovalOfTheirOperator() throws Exception {
        assertThat(call("POST", "/prefix/items/return", "runner", "").statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() -> json("GET", "/operation-logs?operator=runner", "")
                                .get("items")
                                .size()
                        == 1);
        assertThat(send("POST", "/data-changes/holds", "boss", "{\"holdReason\":\"case 8\",\"operation\":\"4711\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/data-changes/holds", "boss", "{\"holdReason\":\"case 8\",\"key\":\"2\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(json("GET", "/data-changes/holds", "")
                        .at("/items/0/filter/key")
                        .asString())
                .isEqualTo("2");

        String person = "/operation-logs/personal-data?operator=runner&mode=erase";
        assertThat(send("DELETE", person, "boss", "").statusCode()).isEqualTo(409);
        assertThat(json("GET", "/operation-logs?operator=runner", "")
                        .at("/items/0/operator/id")
                        .asString())
                .isEqualTo("runner");
        assertThat(send("DELETE", "/data-changes/holds/1?holdReason=closed", "boss", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", person, "boss", "").statusCode()).isEqualTo(200);
        assertThat(verified().at("/report/intact").asBoolean()).isTrue();
    }

    @Test
    void removesOldChangesButNoneBelowTheMinimumAge() throws Exception {
        assertThat(send("DELETE", "/data-changes?before=" + Instant.now(), "boss", "")
                        .statusCode())
                .isEqualTo(400);
        String old = Instant.now().minus(Duration.ofDays(40)).toString();
        assertThat(json("DELETE", "/data-changes?before=" + old, "")
                        .get("removed")
                        .asInt())
                .isZero();
        assertThat(send("DELETE", "/data-changes?before=" + old, "reader", "").statusCode())
                .isEqualTo(403);
    }
}
