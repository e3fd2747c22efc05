package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.testsupport.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records data changes of a running host on PostgreSQL, and reads them through the API. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.application.name=shop",
            "spring.datasource.hikari.maximum-pool-size=3",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.pseudonym-key=0123456789abcdef0123456789abcdef",
            "opsmon.data-changes.tables=item,missing_table",
            "opsmon.data-changes.labels.status=State",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import({DataChangeHttpTest.Items.class, DataChangeHttpTest.Items.Nested.class, DataChangeHttpTest.ItemApi.class})
class DataChangeHttpTest {

    private static final String API = "/opsmon/api/v1";
    private static final String URL = database();

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository repository;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private Items items;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private HikariDataSource pool;

    private static String database() {
        String url = TestDatabases.postgresUrl();
        execute(
                url,
                "CREATE TABLE item (id BIGINT PRIMARY KEY, status TEXT, price NUMERIC(20,4))",
                "CREATE PROCEDURE raise_prices() LANGUAGE plpgsql AS"
                        + " 'BEGIN UPDATE item SET price = price + 1; COMMIT; END'");
        return url;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> URL);
    }

    private static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static class Items {

        private final JdbcTemplate jdbc;
        private final Items.Nested nested;

        Items(JdbcTemplate jdbc, Nested nested) {
            this.jdbc = jdbc;
            this.nested = nested;
        }

        static class Nested {

            private final JdbcTemplate jdbc;

            Nested(JdbcTemplate jdbc) {
                this.jdbc = jdbc;
            }

            @Transactional
            @OperationLog(description = "inner")
            public void inner() {
                jdbc.update("UPDATE item SET status = 'INNER'");
            }
        }

        @Transactional
        @OperationLog(description = "outer")
        public void outer() {
            jdbc.update("UPDATE item SET status = 'OUTER'");
            nested.inner();
            jdbc.update("UPDATE item SET status = 'END'");
        }

        @OperationLog(description = "auto-commit")
        public void withoutTransaction() {
            jdbc.update("UPDATE item SET price = 9007199254740993.1234");
            jdbc.execute("CALL raise_prices()");
        }

        @OperationLog(description = "on another thread")
        public CompletableFuture<Void> later() {
            return CompletableFuture.runAsync(
                    OperationLogContext.wrap(() -> jdbc.update("UPDATE item SET status = 'LATER'")),
                    ForkJoinPool.commonPool());
        }

        @Transactional
        @OperationLog(description = "rolled back")
        public void fails() {
            jdbc.update("UPDATE item SET status = 'FAILED'");
            throw new IllegalStateException("no");
        }

        @OperationLog(description = "only reads")
        public @Nullable Long reads() {
            return jdbc.queryForObject("SELECT count(*) FROM item", Long.class);
        }
    }

    @RestController
    static class ItemApi {

        private final JdbcTemplate jdbc;

        ItemApi(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @PostMapping("/items/{status}")
        public void change(@PathVariable String status) {
            jdbc.update("UPDATE item SET status = ?", status);
        }
    }

    @BeforeEach
    void oneItem() {
        jdbc.update("DELETE FROM item");
        jdbc.update("INSERT INTO item VALUES (1, 'NEW', 1.5)");
        jdbc.update("DELETE FROM opsmon_data_change");
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", API + path, "boss");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String user) throws Exception {
        return send(method, path, user, "");
    }

    private HttpResponse<String> send(String method, String path, String user, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Returns the newest entry; tests before this one may have left others with the same description. */
    private OperationLogEntry entry(String description) {
        OperationLogFilter filter =
                OperationLogFilter.builder().text(description).build();
        return await().until(
                        () -> {
                            recorder.flush(Duration.ofSeconds(10));
                            return repository
                                    .findFirst(filter, LogPageRequest.FIRST)
                                    .orElse(null);
                        },
                        found -> found != null);
    }

    private List<String> states(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(item -> item.get("columns").get(0).get("new").asString())
                .toList();
    }

    @Test
    void tiesChangesToTheInnermostOperation() throws Exception {
        items.outer();

        JsonNode outer = get("/operation-logs/" + entry("outer").id() + "/data-changes");
        JsonNode inner = get("/operation-logs/" + entry("inner").id() + "/data-changes");
        assertThat(states(outer)).containsExactly("END", "OUTER");
        assertThat(states(inner)).containsExactly("INNER");
        JsonNode change = inner.get("items").get(0);
        assertThat(change.get("application").asString()).isEqualTo("shop");
        assertThat(change.get("outside").asBoolean()).isFalse();
        assertThat(change.get("columns").get(0).get("label").asString()).isEqualTo("State");
        assertThat(change.get("transactionId"))
                .isEqualTo(outer.get("items").get(0).get("transactionId"));
    }

    @Test
    void tiesChangesWithAutoCommitToTheirOperation() throws Exception {
        items.withoutTransaction();
        JsonNode page = get("/operation-logs/" + entry("auto-commit").id() + "/data-changes");
        assertThat(page.get("items")
                        .valueStream()
                        .map(item -> item.get("columns").get(0).get("new").asString()))
                .containsExactly("9007199254740994.1234", "9007199254740993.1234");
    }

    @Test
    void tiesChangesOfAnotherThreadToTheOperation() throws Exception {
        items.later().get();
        assertThat(states(get("/operation-logs/" + entry("on another thread").id() + "/data-changes")))
                .containsExactly("LATER");
    }

    @Test
    void tiesChangesOfARequestToItsEntryAndItsUser() throws Exception {
        assertThat(send("POST", "/prefix/items/SOLD", "runner").statusCode()).isEqualTo(200);
        OperationLogEntry entry = entry("POST /prefix/items/{status}");
        JsonNode page = get("/operation-logs/" + entry.id() + "/data-changes");
        assertThat(states(page)).containsExactly("SOLD");
        assertThat(page.get("items").get(0).get("operator").get("id").asString())
                .isEqualTo("runner");
    }

    @Test
    void recordsNothingOfAFailedOperation() throws Exception {
        try {
            items.fails();
        } catch (IllegalStateException expected) {
            // The transaction is rolled back.
        }
        assertThat(get("/data-changes").get("items")).isEmpty();
    }

    @Test
    void marksChangesFromOutsideAndLeavesNothingOnTheConnections() throws Exception {
        items.outer();
        items.withoutTransaction();
        execute(URL, "UPDATE item SET status = 'NIGHT'");
        // A connection of the pool, without opsmon's wrapper.
        try (Connection connection = pool.getConnection();
                Statement statement = connection.unwrap(PGConnection.class) instanceof Connection raw
                        ? raw.createStatement()
                        : connection.createStatement()) {
            statement.execute("UPDATE item SET status = 'RAW'");
        }
        assertThat(states(get("/data-changes?outside=true"))).containsExactly("RAW", "NIGHT");
        assertThat(get("/data-changes?outside=false").get("items")).hasSize(5);
    }

    @Test
    void marksChangesOfTheApplicationWithoutOperation() throws Exception {
        jdbc.update("UPDATE item SET status = 'JOB'");
        JsonNode change = get("/data-changes").get("items").get(0);
        assertThat(change.get("application").asString()).isEqualTo("shop");
        assertThat(change.has("operationId")).isFalse();
    }

    @Test
    void filtersChangesAndPagesThroughThem() throws Exception {
        jdbc.update("UPDATE item SET status = 'A'");
        jdbc.update("UPDATE item SET price = 2");
        jdbc.update("UPDATE item SET id = 2");
        assertThat(get("/data-changes?table=public.item&key=1").get("items")).hasSize(3);
        assertThat(get("/data-changes?table=public.item&key=2").get("items")).hasSize(1);
        assertThat(get("/data-changes?column=price").get("items")).hasSize(1);
        assertThat(get("/data-changes?column=price&oldValue=1.5000&newValue=2.0000")
                        .get("items"))
                .hasSize(1);
        assertThat(get("/data-changes?newValue=A").get("items")).hasSize(1);
        assertThat(get("/data-changes?column=price&newValue=A").get("items")).isEmpty();
        assertThat(get("/data-changes?action=delete").get("items")).isEmpty();
        JsonNode first = get("/data-changes?limit=2");
        assertThat(first.get("items")).hasSize(2);
        JsonNode second =
                get("/data-changes?limit=2&cursor=" + first.get("nextCursor").asString());
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.get("nextCursor").isNull()).isTrue();
        assertThat(send("GET", API + "/data-changes?operation=x", "boss").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", API + "/data-changes", "reader").statusCode()).isEqualTo(403);
    }

    @Test
    void undoesAnOperationAfterAConfirmation() throws Exception {
        items.outer();
        OperationLogEntry outer = entry("outer");
        OperationLogEntry inner = entry("inner");
        String undoOfOuter = "/operation-logs/" + outer.id() + "/data-changes/undo";
        String undoOfInner = "/operation-logs/" + inner.id() + "/data-changes/undo";

        JsonNode plan = get(undoOfOuter);
        assertThat(plan.get("obstacles").toString()).isEqualTo("[]");
        assertThat(plan.get("confirmation").asString()).isEqualTo("2");
        assertThat(plan.get("statements")
                        .valueStream()
                        .map(step -> step.get("statement").asString()))
                .first()
                .isEqualTo("UPDATE \"public\".\"item\" SET \"status\" = CAST('INNER' AS pg_catalog.text)"
                        + " WHERE \"id\" = CAST('1' AS pg_catalog.int8)");
        assertThat(send("POST", API + undoOfOuter, "reader", "{}").statusCode()).isEqualTo(403);
        HttpResponse<String> unconfirmed = send("POST", API + undoOfOuter, "boss", "{\"confirmation\":\"1\"}");
        assertThat(unconfirmed.statusCode()).isEqualTo(400);
        assertThat(unconfirmed.body()).contains("2 statements", "confirmation");

        JsonNode obstacle = get(undoOfInner).get("obstacles").get(0);
        assertThat(obstacle.get("reason").asString()).isEqualTo("ROW_CHANGED");
        assertThat(obstacle.get("column").asString()).isEqualTo("status");
        HttpResponse<String> refused = send("POST", API + undoOfInner, "boss", "{\"confirmation\":\"1\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("public.item, key 1, column status: The row has changed since.");
        assertThat(entry("undid the row changes of operation " + inner.id()).outcome())
                .isEqualTo(Outcome.FAILURE);
        assertThat(jdbc.queryForObject("SELECT status FROM item", String.class)).isEqualTo("END");
    }

    @Test
    void recordsTheChangesOfAnUndoAsItsOwn() throws Exception {
        assertThat(send("POST", "/prefix/items/SOLD", "runner").statusCode()).isEqualTo(200);
        OperationLogEntry sold = entry("POST /prefix/items/{status}");
        String path = API + "/operation-logs/" + sold.id() + "/data-changes/undo";
        HttpResponse<String> done = send("POST", path, "boss", "{\"confirmation\":\"1\"}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(jdbc.queryForObject("SELECT status FROM item", String.class)).isEqualTo("NEW");

        OperationLogEntry undo = entry("undid the row changes of operation " + sold.id());
        String id = JsonMapper.shared().readTree(done.body()).get("operationId").asString();
        assertThat(undo.id()).hasToString(id);
        assertThat(undo.action()).isEqualTo("UNDO");
        assertThat(undo.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(undo.extra()).containsEntry("undoneOperation", sold.id().toString());
        JsonNode changes = get("/operation-logs/" + id + "/data-changes").get("items");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).at("/operator/id").asString()).isEqualTo("boss");
        assertThat(changes.get(0).get("columns").get(0).get("new").asString()).isEqualTo("NEW");
    }

    @Test
    void exportsChangesThatMatchTheFilters() throws Exception {
        jdbc.update("UPDATE item SET status = '=1+1'");
        jdbc.update("UPDATE item SET price = 9007199254740993.25");
        jdbc.update("INSERT INTO item SELECT n, 'MANY', 1 FROM generate_series(2, 600) n");
        jdbc.update("INSERT INTO item SELECT n, 'MANY', 1 FROM generate_series(601, 1202) n");
        assertThat(get("/data-changes/count?key=1").get("relation").asString()).isEqualTo("eq");
        assertThat(get("/data-changes/count?key=1").get("value").asInt())
                .isEqualTo(get("/data-changes?key=1").get("items").size())
                .isPositive();
        assertThat(send("GET", API + "/data-changes/count?cursor=1", "boss").statusCode())
                .isEqualTo(400);
        String csv = send("GET", API + "/data-changes/export?format=csv&key=1", "boss")
                .body();
        assertThat(csv.lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("id,changedAt,transactionId,table,action,key,newKey,oldValues,newValues");
        assertThat(csv).contains("9007199254740993.2500").contains("public.item,UPDATE,1");
        String lines = send("GET", API + "/data-changes/export?format=ndjson&action=INSERT", "boss")
                .body();
        assertThat(lines.lines()
                        .map(line ->
                                JsonMapper.shared().readTree(line).get("key").asString()))
                .hasSize(1_201)
                .doesNotHaveDuplicates()
                .startsWith("1202");
        HttpResponse<String> sheet = send("GET", API + "/data-changes/export?format=xlsx", "boss");
        assertThat(sheet.statusCode()).isEqualTo(200);
        assertThat(sheet.headers().firstValue("Content-Disposition").orElse("")).contains("data-changes-", ".xlsx");
        assertThat(send("GET", API + "/data-changes/export?format=csv&limit=1", "boss")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("GET", API + "/data-changes/export?format=csv", "reader")
                        .statusCode())
                .isEqualTo(403);
        assertThat(entry("exported data changes as csv, filtered by key").action())
                .isEqualTo("EXPORT");
        jdbc.update("DELETE FROM item WHERE id > 1");
    }

    @Test
    void erasesTheValuesOfARowAndTheNameOfAnOperator() throws Exception {
        assertThat(send("POST", "/prefix/items/SOLD", "runner").statusCode()).isEqualTo(200);
        entry("POST /prefix/items/{status}");
        String person = API + "/operation-logs/personal-data?operator=runner&mode=pseudonymise";
        assertThat(send("DELETE", person, "boss").statusCode()).isEqualTo(200);
        JsonNode change = get("/data-changes").get("items").get(0);
        assertThat(change.at("/operator/id").asString()).startsWith("pseudonym-");
        assertThat(change.get("columns")).isNotEmpty();

        String row = API + "/data-changes/values?table=public.item&key=1";
        assertThat(send("DELETE", row, "reader").statusCode()).isEqualTo(403);
        assertThat(send("DELETE", row, "boss").body()).isEqualTo("{\"changed\":1}");
        JsonNode erased = get("/data-changes").get("items").get(0);
        assertThat(erased.get("columns")).isEmpty();
        assertThat(erased.get("note").asString()).isEqualTo("values erased");
    }

    @Test
    void reportsTablesAndProblems() throws Exception {
        JsonNode tables = get("/data-changes/tables");
        assertThat(tables.get("items").get(0).get("table").asString()).isEqualTo("public.item");
        assertThat(tables.get("problems").get(0).get("table").asString()).isEqualTo("missing_table");
    }

    @Test
    void keepsTheClassOfTheDataSource(@Autowired DataSource dataSource) throws SQLException {
        assertThat(dataSource).isInstanceOf(HikariDataSource.class).isSameAs(pool);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(3);
        assertThat(dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean())
                .isNotNull();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThat(statement.getConnection()).isSameAs(connection);
        }
    }

    @Test
    void costsAReadingOperationNothing() throws ExecutionException, InterruptedException, SQLException {
        items.reads();
        assertThat(jdbc.queryForObject("SELECT current_setting('opsmon.operation', true)", String.class))
                .isNullOrEmpty();
    }
}
