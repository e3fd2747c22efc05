package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the REST API of backups with parts of a database, in a running host. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:backupparts;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.data-sources.shop.timeout=1m",
            "opsmon.backup.data-sources.part.part.include=orders,audit_log",
            "opsmon.backup.data-sources.part.part.exclude-data=*_log",
            "opsmon.backup.data-sources.wrong.part.include=order_lines",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class BackupPartHttpTest {

    private static final String API = "/opsmon/api/v1";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private OperationLogRepository operations;

    private TestBrowser boss() {
        return new TestBrowser(port).basic("boss", "boss");
    }

    @BeforeEach
    void fill() {
        jdbc.execute("DROP TABLE IF EXISTS orders");
        jdbc.execute("DROP TABLE IF EXISTS audit_log");
        jdbc.execute("CREATE TABLE orders (id int PRIMARY KEY, note varchar(100))");
        jdbc.execute("INSERT INTO orders SELECT x, 'note ' || x FROM system_range(1, 500)");
        jdbc.execute("CREATE TABLE audit_log AS SELECT x AS id FROM system_range(1, 500)");
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

    private JsonNode backup(String dataSource) throws Exception {
        HttpResponse<String> begun = post("/backups", "{\"dataSource\": \"" + dataSource + "\"}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        return awaitEnd(json(begun).get("id").asString());
    }

    @Test
    void backsUpAPartAndRefusesToReplaceADatabaseWithIt() throws Exception {
        JsonNode made = backup("part");

        assertThat(made.get("status").asString()).as(made.toString()).isEqualTo("SUCCEEDED");
        String id = made.get("id").asString();
        assertThat(made.at("/stored/rows").asLong()).isEqualTo(500);
        assertThat(made.get("findings"))
                .extracting(each -> each.get("code").asString())
                .containsExactly("PART", "PART");
        JsonNode manifest = boss().json(API + "/backups/" + id + "/manifest");
        assertThat(manifest.at("/leftOut/rows/0").asString()).isEqualTo("PUBLIC.AUDIT_LOG");

        assertThat(post("/backups/" + id + "/verification", "").statusCode()).isEqualTo(202);
        assertThat(awaitEnd(id).get("status").asString()).isEqualTo("VERIFIED");
        HttpResponse<String> refused =
                post("/backups/" + id + "/restoration", "{\"scope\": \"REPLACE\", \"confirmation\": \"part\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("contains a part of its database", "empty database");
        assertThat(jdbc.queryForObject("SELECT count(*) FROM audit_log", Long.class))
                .isEqualTo(500);
    }

    @Test
    void restoresOneTableBesideAndInPlace() throws Exception {
        String id = backup("shop").get("id").asString();
        jdbc.update("DELETE FROM orders WHERE id > 400");
        String path = "/backups/" + id + "/table-restoration";

        HttpResponse<String> begun = post(path, "{\"table\": \"PUBLIC.ORDERS\", \"newName\": \"ORDERS_BEFORE\"}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        JsonNode restored = awaitEnd(id);
        assertThat(restored.at("/restoration/target").asString())
                .isEqualTo("shop, table PUBLIC.ORDERS as ORDERS_BEFORE");
        assertThat(restored.get("problem").isNull()).isTrue();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders_before", Long.class))
                .isEqualTo(500);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(400);

        assertThat(json(post(path, "{\"table\": \"PUBLIC.ORDERS\"}"))
                        .get("field")
                        .asString())
                .isEqualTo("confirmation");
        assertThat(post(path, "{\"table\": \"PUBLIC.ORDERS\", \"confirmation\": \"PUBLIC.ORDERS\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(awaitEnd(id).get("problem").isNull()).isTrue();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(500);

        HttpResponse<String> missing = post(path, "{\"table\": \"PUBLIC.NONE\", \"newName\": \"X\"}");
        assertThat(missing.statusCode()).isEqualTo(409);
        assertThat(missing.body()).contains("does not contain a table");
        assertThat(post(path, "{\"table\": \"PUBLIC.ORDERS\", \"newName\": \"ORDERS_BEFORE\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(awaitEnd(id).get("problem").asString()).contains("already exists");
        await().untilAsserted(() -> assertThat(operations
                        .find(OperationLogFilter.builder()
                                .resourceId(id)
                                .action("RESTORE")
                                .build())
                        .items())
                .extracting(OperationLogEntry::description)
                .anyMatch(text -> text.startsWith("began to restore") && text.endsWith("as ORDERS_BEFORE"))
                .anyMatch(text -> text.startsWith("restored") && text.endsWith("shop, table PUBLIC.ORDERS"))
                .anyMatch(text -> text.startsWith("failed to restore") && text.endsWith("as ORDERS_BEFORE")));
        jdbc.execute("DROP TABLE orders_before");
    }

    @Test
    void isNotReadyForAPartWithoutTables() throws Exception {
        JsonNode items = boss().json(API + "/backups/readiness").get("items");

        assertThat(items)
                .extracting(item -> item.get("dataSource").asString() + " "
                        + item.get("ready").asBoolean())
                .containsExactly("part true", "shop true", "wrong false");
        assertThat(items.get(2).at("/findings/0/code").asString()).isEqualTo("PART_MATCHES_NOTHING");
        assertThat(items.get(2).at("/findings/0/object").asString()).isEqualTo("include order_lines");
    }
}
