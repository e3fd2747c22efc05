package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.boot.log.keeping.Findings;
import io.opsmon.boot.log.recorder.RecorderHealthIndicator;
import io.opsmon.chain.Sealer;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the removal of entries, the minimum age, and findings in a running host. Every test has its own host and
 * database, because a running application detects emptied tables.
 */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:${random.uuid};DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.operation-log.pseudonym-key=0123456789abcdef",
            "opsmon.operation-log.retention.min-age=30d",
            "opsmon.chain.keys[0].id=k1",
            "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(EvidenceHttpTest.TimeMachine.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class EvidenceHttpTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository repository;

    @Autowired
    private JdbcLogChain<OperationLogEntry> chain;

    @Autowired
    private Sealer sealer;

    @Autowired
    private JdbcTemplate sql;

    @Autowired
    private MovableClock clock;

    @Autowired
    @Qualifier("opsmonOperationLogHealthIndicator")
    private HealthIndicator health;

    /** The clock of the host. */
    static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    /** Provides the clock. */
    @TestConfiguration(proxyBeanMethods = false)
    static class TimeMachine {

        @Bean
        MovableClock clock() {
            return new MovableClock();
        }
    }

    private HttpResponse<String> send(String method, String path, String user, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/opsmon/api/v1/operation-logs" + path))
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

    private List<String> recorded(String action) {
        return repository
                .find(OperationLogFilter.builder()
                        .module("opsmon")
                        .action(action)
                        .build())
                .items()
                .stream()
                .map(OperationLogEntry::description)
                .toList();
    }

    @Test
    void removesOldEntriesForThoseWhoMay() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.at(Instant.now())));
        chain.keep();
        clock.ahead = Duration.ofDays(31);
        assertThat(send("DELETE", "?before=2026-06-01T00:00:00Z", "reader", "").statusCode())
                .isEqualTo(403);
        assertThat(json(send("DELETE", "", "boss", "")).path("field").asString())
                .isEqualTo("before");

        HttpResponse<String> response = send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", "");

        assertThat(json(response).path("removed").asLong()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(recorded("CLEAN"))
                .containsExactly("removed 1 operation logs from before 2026-06-01T00:00:00Z"));
    }

    /** The clock of another node, whose removal waits when it reads the time first. */
    private static final class WaitingClock extends Clock {

        private final CountDownLatch isRemoving = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            isRemoving.countDown();
            try {
                assertThat(mayGoOn.await(5, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return Instant.now();
        }
    }

    private JdbcLogRetention<OperationLogEntry> onAnotherNode(Clock time) {
        DataSource database = Objects.requireNonNull(sql.getDataSource());
        return new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                database,
                sealer,
                null,
                10,
                time,
                Duration.ZERO,
                chain.findings(),
                new JdbcLegalHolds(OperationLogDefinition.OPERATION_LOG, database, sealer, time),
                "node-7");
    }

    @Test
    void refusesARemovalWhileRetentionRunsOnAnotherNode() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.at(Instant.now())));
        chain.keep();
        clock.ahead = Duration.ofDays(31);
        WaitingClock waiting = new WaitingClock();
        JdbcLogRetention<OperationLogEntry> other = onAnotherNode(waiting);
        CompletableFuture<Long> removal = CompletableFuture.supplyAsync(() -> {
            try {
                return other.removeBefore(Instant.EPOCH);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        try {
            assertThat(waiting.isRemoving.await(5, TimeUnit.MINUTES)).isTrue();

            HttpResponse<String> refused = send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", "");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(json(refused).path("code").asString()).isEqualTo("removal-in-progress");
            assertThat(json(refused).path("detail").asString())
                    .contains("retention", "is running on the node \"node-7\"", "Try again");
            // The task of another node does nothing, and runs again later.
            Findings.retention(onAnotherNode(Clock.systemUTC()), new RetentionBounds(Duration.ofDays(1), null, 10))
                    .run();
            assertThat(sql.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Long.class))
                    .isGreaterThanOrEqualTo(2);
        } finally {
            waiting.mayGoOn.countDown();
        }

        assertThat(removal.join()).isZero();
        assertThat(json(send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", ""))
                        .path("removed")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void namesTheFloorBelowWhichNothingIsRemoved() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.at(Instant.now())));

        for (String before : List.of(Instant.now().toString(), "2999-01-01T00:00:00Z")) {
            HttpResponse<String> refused = send("DELETE", "?before=" + before, "boss", "");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("retention.min-age");
        }
        // The entry has an old time, but was stored just now.
        assertThat(json(send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", ""))
                        .path("removed")
                        .asLong())
                .isZero();
    }

    @Test
    void makesAndLiftsHolds() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        chain.keep();
        clock.ahead = Duration.ofDays(60);
        String body = "{\"operator\":\"u-7\",\"from\":\"2026-01-01T00:00:00Z\",\"holdReason\":\"case 4711\"}";
        assertThat(send("POST", "/holds", "reader", body).statusCode()).isEqualTo(403);
        assertThat(json(send("POST", "/holds", "boss", "{\"operator\":\"u-7\"}"))
                        .path("field")
                        .asString())
                .isEqualTo("holdReason");
        assertThat(json(send("POST", "/holds", "boss", "{\"from\":\"yesterday\",\"holdReason\":\"x\"}"))
                        .path("field")
                        .asString())
                .isEqualTo("from");

        HttpResponse<String> made = send("POST", "/holds", "boss", body);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).path("number").asLong()).isEqualTo(1);
        assertThat(json(send("GET", "/holds", "reader", ""))
                        .path("items")
                        .path(0)
                        .path("filter")
                        .path("operator")
                        .asString())
                .isEqualTo("u-7");
        assertThat(json(send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", ""))
                        .path("removed")
                        .asLong())
                .isZero();
        HttpResponse<String> refused = send("DELETE", "/personal-data?operator=u-7&mode=erase", "boss", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("legal hold 1", "case 4711");

        HttpResponse<String> unstorable = send("DELETE", "/holds/1?holdReason=a%00b", "boss", "");
        assertThat(unstorable.statusCode()).isEqualTo(400);
        assertThat(json(unstorable).path("field").asString()).isEqualTo("holdReason");
        assertThat(send("DELETE", "/holds/1?holdReason=closed", "boss", "").statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", "/holds/1?holdReason=closed", "boss", "").statusCode())
                .isEqualTo(404);
        assertThat(json(send("DELETE", "/personal-data?operator=u-7&mode=erase", "boss", ""))
                        .path("changed")
                        .asLong())
                .isEqualTo(2);
        await().untilAsserted(() -> {
            assertThat(recorded("HOLD")).hasSize(1);
            assertThat(recorded("LIFT_HOLD")).containsExactly("lifted legal hold 1 on operation logs: closed");
        });
    }

    @Test
    void showsFindingsUntilTheyAreAcknowledgedAndAfter() throws Exception {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        chain.keep();
        assertThat(json(send("GET", "/findings", "reader", "")).path("items")).isEmpty();
        sql.update("UPDATE opsmon_operation_log SET description = 'harmless' WHERE chain_seq = 1");

        assertThat(chain.verify(count -> {}).isIntact()).isFalse();

        JsonNode finding =
                json(send("GET", "/findings", "reader", "")).path("items").path(0);
        assertThat(finding.path("kind").asString()).isEqualTo("ALTERED");
        assertThat(finding.path("sequence").asLong()).isEqualTo(1);
        assertThat(finding.has("acknowledgement")).isFalse();
        assertThat(health).isInstanceOf(RecorderHealthIndicator.class);
        assertThat(java.util.Objects.requireNonNull(health.health()).getStatus().getCode())
                .isEqualTo("DEGRADED");
        await().untilAsserted(() -> assertThat(recorded("INTEGRITY_FINDING")).hasSize(1));
        clock.ahead = Duration.ofDays(60);
        assertThat(send("DELETE", "?before=2026-06-01T00:00:00Z", "boss", "").statusCode())
                .isEqualTo(409);

        String name = finding.path("chain").asString();
        String body = "{\"chain\":\"" + name + "\",\"reason\":\"a migration went wrong\"}";
        assertThat(send("POST", "/findings/acknowledgement", "reader", body).statusCode())
                .isEqualTo(403);
        JsonNode known = json(send("POST", "/findings/acknowledgement", "boss", body))
                .path("items")
                .path(0);

        assertThat(known.path("acknowledgement").path("by").asString()).isEqualTo("boss");
        assertThat(known.path("acknowledgement").path("reason").asString()).isEqualTo("a migration went wrong");
        assertThat(chain.verify(count -> {}).isIntact()).isTrue();
        assertThat(java.util.Objects.requireNonNull(health.health()).getStatus().getCode())
                .isEqualTo("UP");
        assertThat(send("POST", "/findings/acknowledgement", "boss", body).statusCode())
                .isEqualTo(404);
        await().untilAsserted(() -> assertThat(recorded("ACKNOWLEDGE")).hasSize(1));
    }
}
