package io.opsmon.boot.log.keeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.log.keeping.ChainVerificationRuns.Run;
import io.opsmon.boot.log.keeping.ChainVerificationRuns.State;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import io.opsmon.testsupport.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests verification runs of two nodes with one database. */
class ChainVerificationRunsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final HikariDataSource dataSource = TestDatabases.h2();
    private final JdbcTemplate sql = new JdbcTemplate(dataSource);
    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));
    private volatile Instant now = TestEntries.NOON.plusSeconds(60);
    private final Clock clock = new Clock() {
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
            return now;
        }
    };

    @BeforeEach
    void migrateAndStore() {
        new SchemaMigrator(dataSource, List.of("chain", "operation-log")).run(SchemaMode.MIGRATE);
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10), chain("node-1"))
                .saveAll(List.of(TestEntries.described("one"), TestEntries.described("two")));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private JdbcLogChain<OperationLogEntry> chain(String node) {
        return new JdbcLogChain<>(OperationLogDefinition.OPERATION_LOG, dataSource, node, sealer, List.of(), clock);
    }

    private ChainVerificationRuns runs(String node) {
        return new ChainVerificationRuns(chain(node), dataSource, new Instance("shop", node), sealer, clock, DAY);
    }

    private static Run finished(ChainVerificationRuns runs) {
        await().until(() -> runs.last().state() != State.RUNNING);
        return runs.last();
    }

    private static VerificationReport report(Run run) {
        return Objects.requireNonNull(run.report());
    }

    private int stored() {
        return sql.queryForList("SELECT id FROM opsmon_verification").size();
    }

    @Test
    void aRunIsKnownToOtherNodesAndAfterARestart() {
        ChainVerificationRuns first = runs("node-1");
        assertThat(first.last().state()).isEqualTo(State.NEVER);

        assertThat(first.start("admin")).isTrue();

        Run run = finished(first);
        assertThat(run.state()).isEqualTo(State.DONE);
        assertThat(run.startedBy()).isEqualTo("admin");
        assertThat(report(run).isIntact()).isTrue();
        Run elsewhere = runs("node-2").last();
        assertThat(elsewhere.id()).isEqualTo(run.id());
        assertThat(elsewhere.node()).isEqualTo("node-1");
        assertThat(report(elsewhere).verified()).isEqualTo(2);
        assertThat(report(elsewhere).isIntact()).isTrue();
    }

    @Test
    void aScheduledRunBeginsWhenTheLastRunOfAllNodesIsOld() {
        ChainVerificationRuns first = runs("node-1");
        ChainVerificationRuns second = runs("node-2");
        first.startIfDue();
        assertThat(finished(first).startedBy()).isNull();
        assertThat(stored()).isEqualTo(1);

        now = now.plus(DAY).minusSeconds(1);
        second.startIfDue();
        assertThat(finished(second).node()).isEqualTo("node-1");
        assertThat(stored()).isEqualTo(1);

        now = now.plusSeconds(2);
        second.startIfDue();
        assertThat(finished(second).node()).isEqualTo("node-2");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void twoNodesDoNotVerifyAtTheSameTime() {
        List<ChainVerificationRuns> nodes = List.of(runs("node-1"), runs("node-2"), runs("node-3"));

        nodes.forEach(ChainVerificationRuns::startIfDue);
        nodes.forEach(ChainVerificationRunsTest::finished);

        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aFailedRunIsRepeatedAndDoesNotHideTheNextOne() {
        ChainVerificationRuns runs = runs("node-1");
        sql.execute("ALTER TABLE opsmon_operation_log RENAME TO away");
        runs.startIfDue();
        assertThat(finished(runs).state()).isEqualTo(State.FAILED);
        assertThat(stored()).isZero();

        sql.execute("ALTER TABLE away RENAME TO opsmon_operation_log");
        now = now.plusSeconds(600);
        runs.startIfDue();

        assertThat(finished(runs).state()).isEqualTo(State.DONE);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aResultThatCannotBeStoredIsShownWithoutCertificate() {
        ChainVerificationRuns runs = runs("node-1");
        sql.execute("DROP TABLE opsmon_verification");

        runs.start("admin");

        Run run = finished(runs);
        assertThat(run.state()).isEqualTo(State.DONE);
        assertThat(run.id()).isNull();
        assertThat(report(run).isIntact()).isTrue();
    }

    @Test
    void findingsAreStored() {
        sql.update("UPDATE opsmon_operation_log SET description = 'other' WHERE description = 'two'");
        ChainVerificationRuns runs = runs("node-1");

        runs.startIfDue();

        assertThat(report(finished(runs)).isIntact()).isFalse();
        assertThat(report(runs("node-2").last()).findings())
                .isEqualTo(report(finished(runs)).findings());
    }
}
