package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.log.internal.AdministrativeOperation;
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
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Tests entries about reads of logs in a running host. Every test has a new host, in which no reads are recorded yet.
 */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:${random.uuid};DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.audit-access=true",
            "opsmon.pseudonym-key=0123456789abcdef",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(AccessAuditHttpTest.Faulty.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class AccessAuditHttpTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final OperationLogEntry operation = TestEntries.complete();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private JdbcTemplate sql;

    /** Fails if a read of the module "broken" is published. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Faulty {

        @EventListener
        void fail(AdministrativeOperation operation) {
            if (operation.description().contains("broken")) {
                throw new IllegalStateException("the recorder is down");
            }
        }
    }

    @BeforeEach
    void fill() {
        operations.saveAll(List.of(operation, TestEntries.complete()));
        logins.saveAll(List.of(TestLogins.complete()));
    }

    private int send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/opsmon/api/v1" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("X-Requested-With", "XMLHttpRequest")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private List<OperationLogEntry> recorded() {
        List<OperationLogEntry> entries = new ArrayList<>();
        operations.stream(OperationLogFilter.builder().module("opsmon").build(), entries::add);
        return entries;
    }

    private void assertRecorded(String... actionsAndDescriptions) {
        await().untilAsserted(() -> assertThat(recorded())
                .extracting(entry -> entry.action() + ": " + entry.description())
                .containsExactlyInAnyOrder(actionsAndDescriptions));
    }

    @Test
    void recordsWhoReadWhatOfBothLogs() throws Exception {
        send("GET", "/operation-logs?module=orders&text=token%3Ds3cr3tvalue99");
        send("GET", "/login-logs?username=mallory");
        send("GET", "/operation-logs/" + operation.id());
        send("GET", "/login-logs/export?format=csv&username=mallory");
        send("POST", "/login-logs/verification");
        send("GET", "/personal-data?person=u-7");

        assertRecorded(
                "LIST: listed operation logs where {module=orders, text=token=***}",
                "LIST: listed login logs where {username=mallory}",
                "OPEN: opened an entry of the operation logs",
                "EXPORT: exported login logs as csv where {username=mallory}",
                "EXPORT_END: ended an export of 1 login logs where {username=mallory}",
                "VERIFY: started a verification of the login logs",
                "REPORT: reported on one person in the operation logs",
                "REPORT: reported on one person in the login logs");
        assertThat(recorded())
                .allSatisfy(entry -> assertThat(
                                Objects.requireNonNull(entry.operator()).id())
                        .isEqualTo("boss"));
        assertThat(recorded().toString()).doesNotContain("u-7", "s3cr3tvalue99");
        assertThat(recorded().stream().filter(entry -> entry.action().equals("EXPORT_END")))
                .singleElement()
                .satisfies(entry -> assertThat(entry.extra())
                        .containsEntry("count", "1")
                        .containsEntry("complete", "true")
                        .containsEntry("filter", "{username=mallory}"));
        assertThat(recorded().stream().filter(entry -> entry.action().equals("OPEN")))
                .singleElement()
                .satisfies(entry -> assertThat(
                                Objects.requireNonNull(entry.resource()).id())
                        .isEqualTo(operation.id().toString()));
    }

    @Test
    void pagesRefreshesAndCountsMakeNoFurtherEntries() throws Exception {
        for (int i = 0; i < 5; i++) {
            send("GET", "/operation-logs?module=opsmon&action=LIST");
            send("GET", "/operation-logs?module=opsmon&action=LIST&limit=" + (i + 1) + "&sort=OLDEST");
            send("GET", "/operation-logs?from=2026-03-01T12:00:0" + i + "Z");
            send("GET", "/operation-logs/stats");
            send("GET", "/operation-logs/values?field=module");
            send("GET", "/operation-logs/recorder");
            send("GET", "/operation-logs/verification");
            send("GET", "/overview");
        }
        send("POST", "/login-logs/verification");

        assertRecorded(
                "LIST: listed operation logs where {action=LIST, module=opsmon}",
                "LIST: listed operation logs where {from=2026-03-01T12:00:00Z}",
                "VERIFY: started a verification of the login logs");
    }

    @Test
    void aReadThatCannotBeRecordedIsAnswered() throws Exception {
        assertThat(send("GET", "/operation-logs?module=broken")).isEqualTo(200);
        sql.execute("ALTER TABLE opsmon_operation_log RENAME TO hidden");
        try {
            assertThat(send("GET", "/login-logs")).isEqualTo(200);
        } finally {
            sql.execute("ALTER TABLE hidden RENAME TO opsmon_operation_log");
        }
    }
}
