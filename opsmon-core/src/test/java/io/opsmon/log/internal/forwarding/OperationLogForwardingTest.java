package io.opsmon.log.internal.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.internal.forwarding.ForwardedOperations;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class OperationLogForwardingTest extends ForwardingContract<OperationLogEntry> {

    OperationLogForwardingTest() {
        super(ForwardedOperations.LOG);
    }

    @Override
    OperationLogEntry entry() {
        return TestEntries.complete();
    }

    @Override
    String key() {
        return "product/42";
    }

    @Override
    void store(List<OperationLogEntry> entries) {
        repository("node-1").saveAll(entries);
    }

    private JdbcOperationLogRepository repository(String node) {
        return new JdbcOperationLogRepository(database, Duration.ofSeconds(5), chain(node));
    }

    @Test
    void forwardsEveryChain() {
        save(3);
        repository("node-2").saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        Collecting target = new Collecting();
        start(target);

        await().untilAsserted(() -> assertThat(target.sequences).containsExactlyInAnyOrder(1L, 2L, 3L, 1L, 2L));
    }

    /** Nodes of the former version share the lock and the positions during an update. */
    @Test
    void keepsTheNamesOfLocksAndPositions() {
        save(1);
        Collecting target = new Collecting();
        start(target);
        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(1)));

        JdbcTemplate sql = new JdbcTemplate(database);
        assertThat(sql.queryForList("SELECT name FROM opsmon_lock", String.class))
                .contains("operation-log-export-collecting");
        await().untilAsserted(() -> assertThat(
                        sql.queryForMap("SELECT log, exporter, chain, seq FROM opsmon_exporter_position"))
                .containsValues("operation-log", "collecting", "node-1", 1L));
    }

    @Test
    void writesTheCommonSchemas() {
        OperationLogEntry entry = TestEntries.complete();

        assertThat(log.document(entry, DocumentFormat.ECS))
                .contains(
                        "\"@timestamp\":\"2026-03-01T12:00:00.123456Z\"",
                        "\"ecs\":{\"version\":\"8.11.0\"}",
                        "\"outcome\":\"success\"",
                        "\"user\":{\"id\":\"u-7\"",
                        "\"source\":{\"ip\":\"203.0.113.9\"}")
                .doesNotContain("\n");
        assertThat(log.document(entry, DocumentFormat.OCSF))
                .contains(
                        "\"class_uid\":6003",
                        "\"activity_id\":3",
                        "\"type_uid\":600303",
                        "\"actor\":{\"user\":{\"uid\":\"u-7\"",
                        "\"src_endpoint\":{\"ip\":\"203.0.113.9\"}")
                .doesNotContain("\n");
    }
}
