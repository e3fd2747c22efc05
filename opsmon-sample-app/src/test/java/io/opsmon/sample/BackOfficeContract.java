package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Tests the use cases of the sample through its API, on any database. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "opsmon.recording.journal.directory=target/journals/${random.uuid}",
            "opsmon.backup.directory=target/backups/${random.uuid}"
        })
abstract class BackOfficeContract {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate sql;

    @Autowired
    @Qualifier("opsmonOperationLogHealthIndicator")
    private HealthIndicator health;

    private BackOfficeApi as(String user) {
        return new BackOfficeApi(port, user);
    }

    private JsonNode onlyLog(String query) {
        await().untilAsserted(() -> assertThat(logs(query)).hasSize(1));
        return logs(query).get(0);
    }

    private List<JsonNode> logs(String query) {
        BackOfficeApi.Answer answer = as("auditor").get("/opsmon/api/v1/operation-logs?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("items").valueStream().toList();
    }

    @Test
    void recordsTheFirstDaysWork() {
        await().untilAsserted(() -> assertThat(logs("module=customers&action=CREATE&limit=100"))
                .extracting(log -> log.get("description").asString())
                .contains("registered Ingrid Solberg from Bergen"));
        assertThat(logs("module=orders&action=CREATE")).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void tellsWhoChangedWhichPriceFromWhatToWhat() {
        String reason = UUID.randomUUID().toString();
        as("admin").put("/api/products/CUP-SET/price", "{\"price\":40.00,\"reason\":\"before\"}");

        BackOfficeApi.Answer answer = as("admin")
                .put("/api/products/CUP-SET/price?token=hush", "{\"price\":41.5,\"reason\":\"" + reason + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        logs("resourceId=CUP-SET").get(0).at("/extra/reason").asString())
                .isEqualTo(reason));
        JsonNode log = logs("resourceId=CUP-SET").get(0);
        assertThat(log.get("description").asString())
                .isEqualTo("changed the price of Cups, set of four from 40.00 to 41.5");
        assertThat(log.at("/operator/id").asString()).isEqualTo("admin");
        assertThat(log.at("/http/status").asInt()).isEqualTo(200);
        assertThat(log.at("/http/query").asString()).isEqualTo("token=***");
        JsonNode whole = as("auditor")
                .get("/opsmon/api/v1/operation-logs/" + log.get("id").asString())
                .json();
        assertThat(whole.at("/arguments/change/reason").asString()).isEqualTo(reason);
    }

    @Test
    void recordsAnOrderThatFailedAlthoughItsTransactionRolledBack() {
        String customer = "C-9" + System.nanoTime() % 1_000_000;

        BackOfficeApi.Answer answer = as("clerk")
                .post(
                        "/api/orders",
                        "{\"customer\":\"C-1001\",\"items\":[{\"sku\":\"KET-GOOSE\",\"quantity\":100000}]}");
        as("clerk").post("/api/orders", "{\"customer\":\"" + customer + "\",\"items\":[]}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("detail").asString()).contains("Gooseneck kettle");
        JsonNode log = onlyLog("module=orders&outcome=failure&text=" + customer);
        assertThat(log.get("description").asString())
                .isEqualTo("could not place an order for customer " + customer + ": An order has at least one product");
        assertThat(log.at("/failure/type").asString()).isEqualTo("io.opsmon.sample.BusinessException");
    }

    @Test
    void bringsBackAnOrderThatWasDeletedByMistake() throws InterruptedException {
        requireBackupTools();
        String number = as("clerk")
                .post("/api/orders", "{\"customer\":\"C-1001\",\"items\":[{\"sku\":\"FIL-PAPER\",\"quantity\":2}]}")
                .json()
                .get("number")
                .asString();
        String backup = as("admin")
                .post("/opsmon/api/v1/backups", "{}")
                .json()
                .get("id")
                .asString();
        assertThat(endOf(backup).get("status").asString()).isEqualTo("SUCCEEDED");
        as("admin").post("/opsmon/api/v1/backups/" + backup + "/verification", "");
        JsonNode verified = endOf(backup);
        assertThat(verified.get("status").asString()).as(verified.toString()).isEqualTo("VERIFIED");

        assertThat(as("clerk").delete("/api/orders/" + number).status()).isEqualTo(204);
        assertThat(as("clerk").get("/api/orders").body()).doesNotContain(number);
        BackOfficeApi.Answer restoring = as("admin")
                .post(
                        "/opsmon/api/v1/backups/" + backup + "/restoration",
                        "{\"scope\":\"REPLACE\",\"confirmation\":\"main\"}");
        assertThat(restoring.status()).as(restoring.body()).isEqualTo(202);

        JsonNode restored = endOf(backup);
        assertThat(restored.get("problem").isNull()).as(restored.toString()).isTrue();
        assertThat(as("clerk").get("/api/orders").body()).contains(number);
        // The log keeps all operations, both the mistake and its correction.
        await().untilAsserted(() -> assertThat(logs("resourceId=" + number))
                .extracting(log -> log.get("action").asString())
                .contains("DELETE"));
        await().untilAsserted(() -> assertThat(logs("resourceId=" + backup))
                .extracting(log -> log.get("action").asString())
                .contains("BACKUP", "RESTORE"));
    }

    @Test
    void acknowledgesThatAHoldWasChangedInTheDatabase() {
        String logs = "/opsmon/api/v1/operation-logs";
        BackOfficeApi.Answer held =
                as("admin").post(logs + "/holds", "{\"resourceId\":\"TEA-NONE\",\"holdReason\":\"case 4711\"}");
        assertThat(held.status()).as(held.body()).isEqualTo(201);
        long number = held.json().get("number").asLong();
        sql.update("UPDATE opsmon_hold SET reason = 'none' WHERE log = 'operation-log' AND hold_no = ?", number);

        JsonNode report = verified(logs);

        assertThat(report.get("intact").asBoolean()).isFalse();
        assertThat(report.get("findings")).hasSize(1);
        JsonNode finding = open(logs).get(0);
        assertThat(finding.get("kind").asString()).isEqualTo("HOLD_ALTERED");
        assertThat(finding.get("sequence").asLong()).isEqualTo(number);
        assertThat(status()).isEqualTo("DEGRADED");

        BackOfficeApi.Answer known = as("admin")
                .post(
                        logs + "/findings/acknowledgement",
                        "{\"chain\":\"" + finding.get("chain").asString() + "\",\"reason\":\"a typing error\"}");

        assertThat(known.status()).as(known.body()).isEqualTo(200);
        assertThat(open(logs)).isEmpty();
        assertThat(status()).isEqualTo("UP");
        JsonNode again = verified(logs);
        assertThat(again.get("intact").asBoolean()).isTrue();
        assertThat(again.get("acknowledged")).hasSize(1);
    }

    private String status() {
        return Objects.requireNonNull(health.health()).getStatus().getCode();
    }

    private List<JsonNode> open(String logs) {
        return as("admin")
                .get(logs + "/findings")
                .json()
                .get("items")
                .valueStream()
                .filter(item -> !item.has("acknowledgement"))
                .toList();
    }

    private JsonNode verified(String logs) {
        assertThat(as("admin").post(logs + "/verification", "{}").status()).isEqualTo(202);
        JsonNode run = await().until(
                        () -> as("admin").get(logs + "/verification").json(),
                        found -> !found.get("state").asString().equals("RUNNING"));
        assertThat(run.get("state").asString()).isEqualTo("DONE");
        return run.get("report");
    }

    void requireBackupTools() throws InterruptedException {}

    /** Waits for the end of an operation on a backup. While a restore replaces the table of users, requests fail. */
    private JsonNode endOf(String backup) {
        return await().until(
                        () -> as("admin")
                                .get("/opsmon/api/v1/backups/" + backup)
                                .json(),
                        found -> found.has("id") && !found.has("activity"));
    }

    @Test
    void hidesThePaymentReference() {
        BackOfficeApi.Answer answer = as("clerk")
                .post(
                        "/api/orders",
                        "{\"customer\":\"C-1002\",\"items\":[{\"sku\":\"FIL-PAPER\",\"quantity\":1}],\"paymentReference\":\"4111\"}");

        assertThat(answer.status()).isEqualTo(201);
        String number = answer.json().get("number").asString();
        JsonNode log = onlyLog("resourceType=order&action=CREATE&outcome=success&resourceId=" + number);
        JsonNode whole = as("auditor")
                .get("/opsmon/api/v1/operation-logs/" + log.get("id").asString())
                .json();
        assertThat(whole.at("/arguments/form/paymentReference").asString()).isEqualTo("***");
        assertThat(whole.at("/result/number").asString()).isEqualTo(number);
    }

    @Test
    void letsInWhoMayAndNobodyElse() {
        String path = "/opsmon/api/v1/operation-logs";
        assertThat(as("admin").get(path).status()).isEqualTo(200);
        assertThat(as("auditor").get(path).status()).isEqualTo(200);
        BackOfficeApi.Answer forbidden = as("clerk").get(path);
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.contentType()).isEqualTo("application/problem+json");
        assertThat(new BackOfficeApi(port, null).get(path).status()).isEqualTo(401);
    }

    @Test
    void walksAllPages() {
        for (int i = 0; i < 5; i++) {
            as("admin").put("/api/products/TEA-ASSAM/price", "{\"price\":" + (8 + i) + ",\"reason\":\"walk\"}");
        }
        await().untilAsserted(() -> assertThat(logs("resourceId=TEA-ASSAM")).hasSizeGreaterThanOrEqualTo(5));
        String query = "resourceId=TEA-ASSAM&limit=2";
        List<String> seen = new java.util.ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = as("auditor")
                    .get("/opsmon/api/v1/operation-logs?" + query + "&cursor=" + cursor)
                    .json();
            page.get("items").forEach(item -> seen.add(item.get("id").asString()));
            cursor = page.get("nextCursor").isNull()
                    ? ""
                    : page.get("nextCursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    }

    @Test
    void givesScriptsATokenThatCanBeEnded() {
        String token = as("clerk").post("/api/token", "{}").json().get("token").asString();
        BackOfficeApi script = BackOfficeApi.withToken(port, token);
        assertThat(script.get("/api/orders").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(as("auditor")
                        .get("/opsmon/api/v1/online-users?username=clerk")
                        .json()
                        .get("items"))
                .isNotEmpty());

        assertThat(as("admin")
                        .delete("/opsmon/api/v1/online-users?username=clerk")
                        .status())
                .isEqualTo(200);

        assertThat(script.get("/api/orders").status()).isEqualTo(401);
        await().untilAsserted(() -> assertThat(as("auditor")
                        .get("/opsmon/api/v1/login-logs?username=clerk&method=BEARER_TOKEN")
                        .json()
                        .get("items"))
                .isNotEmpty());
    }
}
