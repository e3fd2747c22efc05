package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.operationlog.OperationLogRecorder;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures a steady rate of annotated calls into PostgreSQL, which is stopped in the middle for a fifth of the time.
 * Counts the stored rows, and compares the latency of callers before, during and after the outage.
 */
final class Outage {

    private static final int RATE = Integer.getInteger("rate", 5_000);
    private static final long MINUTES = Long.getLong("minutes", 10);

    private Outage() {}

    public static void main(String[] arguments) throws Exception {
        Path journal = Files.createTempDirectory("opsmon-benchmark-journal");
        try (Postgres postgres = new Postgres();
                ConfigurableApplicationContext context =
                        Host.start(postgres.url(), Map.of("opsmon.recording.journal.directory", journal.toString()))) {
            Work work = context.getBean(Work.class);
            OperationLogRecorder recorder = context.getBean(OperationLogRecorder.class);
            long total = RATE * MINUTES * 60;
            Thread operator = new Thread(() -> stopAndStart(postgres), "operator");
            operator.setDaemon(true);
            operator.start();

            int[] nanos = new int[(int) total];
            long heapPeak = run(work, nanos);
            System.out.println("all calls made: " + recorder.statistics());
            long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (recorder.statistics().stored() + recorder.statistics().dropped() < total
                    && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
            report(postgres, recorder, total, nanos, heapPeak);
        }
    }

    private static void stopAndStart(Postgres postgres) {
        try {
            Thread.sleep(Duration.ofSeconds(MINUTES * 60 * 2 / 5).toMillis());
            postgres.stopServer();
            System.out.println("database stopped");
            Thread.sleep(Duration.ofSeconds(MINUTES * 60 / 5).toMillis());
            postgres.startServer();
            System.out.println("database started");
        } catch (java.io.IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Simulates callers on four threads with one thread: each call has its own due time, and late calls run
     * immediately.
     */
    private static long run(Work work, int[] nanos) {
        PriceChange change = new PriceChange("TEA-ASSAM", new BigDecimal("8.90"), "supplier price", List.of("tea"));
        long heapPeak = 0;
        long start = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = start + i * 1_000_000_000L / RATE;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(50_000);
            }
            long begin = System.nanoTime();
            work.change(i, change);
            nanos[i] = (int) (System.nanoTime() - begin);
            if (i % RATE == 0) {
                heapPeak = Math.max(
                        heapPeak,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
        return heapPeak;
    }

    private static void report(
            Postgres postgres, OperationLogRecorder recorder, long total, int[] nanos, long heapPeak) {
        System.out.println("at the end: " + recorder.statistics());
        try (HikariDataSource pool = postgres.pool()) {
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            long stored = jdbc.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Long.class);
            long distinct = jdbc.queryForObject(
                    "SELECT COUNT(DISTINCT arguments::json ->> 'id') FROM opsmon_operation_log", Long.class);
            System.out.printf("calls %,d, rows %,d, distinct calls among them %,d%n", total, stored, distinct);
        }
        System.out.printf(
                "heap in use at most %,d MB of %,d MB%n",
                heapPeak >> 20, Runtime.getRuntime().maxMemory() >> 20);
        System.out.println("| part | p50 µs | p99 µs | p99.9 µs | max ms |");
        System.out.println("|---|---|---|---|---|");
        int fifth = nanos.length / 5;
        part("before (2nd fifth)", Arrays.copyOfRange(nanos, fifth, 2 * fifth));
        part("database stopped", Arrays.copyOfRange(nanos, 2 * fifth, 3 * fifth));
        part("replay and after", Arrays.copyOfRange(nanos, 3 * fifth, 4 * fifth));
        part("last fifth", Arrays.copyOfRange(nanos, 4 * fifth, nanos.length));
    }

    private static void part(String name, int[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %.1f |%n",
                name,
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3,
                nanos[(int) (nanos.length * 0.999)] / 1e3,
                nanos[nanos.length - 1] / 1e6);
    }
}
