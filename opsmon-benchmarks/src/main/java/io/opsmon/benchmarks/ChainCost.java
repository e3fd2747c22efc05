package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures the cost of chain and seals, and the speed of verification. Two hosts store annotated calls end to end in
 * PostgreSQL in turn, one with chain and a seal every second, one without. The median of five rounds counts.
 * Afterwards, the chained rows are verified three times.
 */
final class ChainCost {

    private static final int ROWS = Integer.getInteger("rows", 300_000);
    private static final int ROUNDS = 5;

    private ChainCost() {}

    public static void main(String[] arguments) throws Exception {
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool();
                ConfigurableApplicationContext chained = host(
                        postgres,
                        Map.of(
                                "opsmon.chain.keys[0].id", "k1",
                                "opsmon.chain.keys[0].secret", secret,
                                "opsmon.chain.seal-interval", "1s"));
                ConfigurableApplicationContext plain =
                        host(postgres, Map.of("opsmon.operation-log.chain.enabled", "false"))) {
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            double[] with = new double[ROUNDS];
            double[] without = new double[ROUNDS];
            calls(chained, 50_000);
            calls(plain, 50_000);
            for (int round = 0; round < ROUNDS; round++) {
                empty(jdbc);
                without[round] = calls(plain, ROWS);
                empty(jdbc);
                with[round] = calls(chained, ROWS);
            }
            empty(jdbc);
            for (int i = 0; i < 3; i++) {
                calls(chained, ROWS);
            }
            System.out.println("| way | rows/s (median of 5) | of without |");
            System.out.println("|---|---|---|");
            System.out.printf("| without chain | %,.0f | 1.00 |%n", median(without));
            System.out.printf(
                    "| with chain and signed seals | %,.0f | %.2f |%n", median(with), median(with) / median(without));
            @SuppressWarnings("unchecked")
            JdbcLogChain<OperationLogEntry> chain = chained.getBean("opsmonOperationLogChain", JdbcLogChain.class);
            verify(chain);
            verify(new JdbcLogChain<>(
                    OperationLogDefinition.OPERATION_LOG,
                    pool,
                    "auditor",
                    new Sealer(List.of(SealKey.hmac("k1", secret))),
                    List.of(),
                    Clock.systemUTC()));
        }
    }

    private static void verify(JdbcLogChain<OperationLogEntry> chain) {
        for (int i = 0; i < 2; i++) {
            VerificationReport report = chain.verify(count -> {});
            if (!report.isIntact()) {
                throw new IllegalStateException(report.findings().toString());
            }
            double seconds = report.duration().toNanos() / 1e9;
            System.out.printf(
                    "verified %,d entries in %.1f s: %,.0f entries/s%n",
                    report.verified(), seconds, report.verified() / seconds);
        }
    }

    private static ConfigurableApplicationContext host(Postgres postgres, Map<String, String> properties)
            throws Exception {
        Path journal = Files.createTempDirectory("opsmon-benchmark-journal");
        Map<String, Object> all = new java.util.HashMap<>(properties);
        all.put("opsmon.recording.journal.directory", journal.toString());
        all.put("opsmon.recording.overflow", "block");
        all.put("opsmon.recording.block-timeout", "10s");
        return Host.start(postgres.url(), all);
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static void empty(JdbcTemplate jdbc) {
        jdbc.execute("TRUNCATE opsmon_operation_log, opsmon_chain, opsmon_seal");
        jdbc.execute("CHECKPOINT");
    }

    private static double calls(ConfigurableApplicationContext host, int rows) {
        Work work = host.getBean(Work.class);
        OperationLogRecorder recorder = host.getBean(OperationLogRecorder.class);
        host.getBean(OperationLogRepository.class);
        PriceChange change = new PriceChange("TEA-ASSAM", new BigDecimal("8.90"), "supplier price", List.of("tea"));
        long before = recorder.statistics().stored();
        long start = System.nanoTime();
        for (int i = 0; i < rows; i++) {
            work.change(i, change);
        }
        while (recorder.statistics().stored() - before < rows) {
            recorder.flush(Duration.ofSeconds(1));
        }
        return rows / ((System.nanoTime() - start) / 1e9);
    }
}
