package io.opsmon.benchmarks;

import com.mzt.logapi.beans.LogRecord;
import com.mzt.logapi.service.ILogRecordService;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures the latency of a caller at a steady rate while all entries are stored in PostgreSQL. The variants are opsmon
 * with its defaults, the RuoYi-style aspect with its INSERT from the pool, and mzt-biz-log with an INSERT in its record
 * service. mzt-biz-log calls its record service on the caller's thread. The variants run one after another in three
 * rounds; the median round counts.
 */
final class CallerUnderLoad {

    private static final int RATE = Integer.getInteger("rate", 2_000);
    private static final int SECONDS = Integer.getInteger("seconds", 12);
    private static final int ROUNDS = 3;

    private CallerUnderLoad() {}

    /** A host with all peers on one database. */
    @Configuration(proxyBeanMethods = false)
    @Import(Peers.class)
    static class Host {

        @Bean
        static RuoYiAspect ruoyiAspect(org.springframework.beans.factory.ObjectProvider<JdbcTemplate> jdbc) {
            return new RuoYiAspect(row -> jdbc.getObject()
                    .update(
                            "INSERT INTO sys_oper_log (title, business_type, method, oper_param, json_result, oper_time, cost_time) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            row.get("title"),
                            row.get("businessType"),
                            row.get("method"),
                            row.get("operParam"),
                            row.get("jsonResult"),
                            row.get("operTime"),
                            row.get("costTime")));
        }

        @Bean
        @Primary
        ILogRecordService logRecordService(JdbcTemplate jdbc) {
            return new InsertingService(jdbc);
        }
    }

    /** Stores a record of mzt-biz-log with one INSERT, as its hosts do. */
    private record InsertingService(JdbcTemplate jdbc) implements ILogRecordService {

        @Override
        public void record(LogRecord log) {
            jdbc.update(
                    "INSERT INTO sys_oper_log (title, business_type, method, oper_param, oper_time) VALUES (?, ?, ?, ?, ?)",
                    log.getType(),
                    log.getSubType(),
                    log.getAction(),
                    log.getExtra(),
                    log.getCreateTime() == null
                            ? null
                            : new java.sql.Timestamp(log.getCreateTime().getTime()));
        }

        @Override
        public List<LogRecord> queryLog(String bizNo, String type) {
            return List.of();
        }

        @Override
        public List<LogRecord> queryLogByBizNo(String bizNo, String type, String subType) {
            return List.of();
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Postgres postgres = new Postgres()) {
            try (HikariDataSource pool = postgres.pool()) {
                new JdbcTemplate(pool)
                        .execute(
                                "CREATE TABLE sys_oper_log (oper_id BIGSERIAL PRIMARY KEY, title VARCHAR(50), business_type VARCHAR(20),"
                                        + " method VARCHAR(200), oper_param VARCHAR(2000), json_result VARCHAR(2000), oper_time TIMESTAMP, cost_time BIGINT)");
            }
            SpringApplication application = new SpringApplication(Host.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setDefaultProperties(Map.of(
                    "spring.datasource.url",
                    postgres.url(),
                    "logging.level.root",
                    "WARN",
                    "spring.main.banner-mode",
                    "off",
                    "opsmon.recording.journal.directory",
                    Files.createTempDirectory("opsmon-benchmark-journal").toString()));
            try (ConfigurableApplicationContext context = application.run()) {
                measure(context);
            }
        }
    }

    private static void measure(ConfigurableApplicationContext context) {
        Map<String, Work> ways = new LinkedHashMap<>();
        ways.put("not logged", new Variants.Bare());
        ways.put("opsmon", context.getBean(Variants.Opsmon.class));
        ways.put("RuoYi-style aspect, INSERT from its pool", context.getBean(Variants.RuoYi.class));
        ways.put("mzt-biz-log, INSERT in its service", context.getBean(Variants.Mzt.class));
        ways.values().forEach(work -> run(work, RATE * 5));
        Map<String, double[][]> results = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Work> way : ways.entrySet()) {
                results.computeIfAbsent(way.getKey(), name -> new double[ROUNDS][])[round] =
                        run(way.getValue(), RATE * SECONDS);
            }
        }
        System.out.println("| way | mean µs | p50 µs | p99 µs |");
        System.out.println("|---|---|---|---|");
        results.forEach((name, rounds) -> {
            Arrays.sort(rounds, java.util.Comparator.comparingDouble(figures -> figures[0]));
            double[] median = rounds[ROUNDS / 2];
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.1f |%n", name, median[0], median[1], median[2]);
        });
    }

    private static double[] run(Work work, int calls) {
        PriceChange change = new PriceChange("TEA-ASSAM", new BigDecimal("8.90"), "supplier price", List.of("tea"));
        long[] nanos = new long[calls];
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            long due = start + i * 1_000_000_000L / RATE;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(50_000);
            }
            long begin = System.nanoTime();
            work.change(i, change);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return new double[] {
            Arrays.stream(nanos).average().orElse(0) / 1e3, nanos[calls / 2] / 1e3, nanos[(int) (calls * 0.99)] / 1e3
        };
    }
}
