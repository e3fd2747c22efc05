package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.operationlog.OperationLogRecorder;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures rows per second into a PostgreSQL table with all its indexes. Compares annotated calls through opsmon, one
 * raw {@code COPY} of the same rows, and one INSERT per entry from a pool of four threads. The variants alternate in
 * three rounds; the median counts. One thread calls without pause, faster than the database stores. With the default
 * overflow policy, most entries therefore pass through the journal. With {@code -Doverflow=block}, the caller waits for
 * the database.
 */
final class EndToEnd {

    private static final int ROWS = Integer.getInteger("rows", 300_000);
    private static final int INSERTS = Integer.getInteger("inserts", 15_000);

    private EndToEnd() {}

    public static void main(String[] arguments) throws Exception {
        Path journal = Files.createTempDirectory("opsmon-benchmark-journal");
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool();
                ConfigurableApplicationContext context = Host.start(
                        postgres.url(),
                        Map.of(
                                "opsmon.recording.journal.directory",
                                journal.toString(),
                                "opsmon.recording.overflow",
                                System.getProperty("overflow", "spill"),
                                "opsmon.recording.block-timeout",
                                "10s"))) {
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            Work work = context.getBean(Work.class);
            OperationLogRecorder recorder = context.getBean(OperationLogRecorder.class);
            calls(work, recorder, 50_000);
            double[][] rates = new double[3][3];
            for (int round = 0; round < 3; round++) {
                empty(jdbc);
                rates[0][round] = calls(work, recorder, ROWS);
                long stored = jdbc.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Long.class);
                if (stored != ROWS) {
                    throw new IllegalStateException(
                            stored + " rows stored, not " + ROWS + ": " + recorder.statistics());
                }
                String rows = dump(pool);
                empty(jdbc);
                rates[1][round] = copy(pool, rows);
                empty(jdbc);
                rates[2][round] = insertEach(pool, rows);
            }
            System.out.println("opsmon: " + recorder.statistics());
            double copy = median(rates[1]);
            double insert = median(rates[2]);
            System.out.println("| way | rows/s (median of 3) | of COPY | of INSERT |");
            System.out.println("|---|---|---|---|");
            String[] names = {"opsmon, annotated call to indexed table", "raw COPY", "one INSERT a log, 4 threads"};
            for (int i = 0; i < 3; i++) {
                double rate = median(rates[i]);
                System.out.printf("| %s | %,.0f | %.2f | %.1f |%n", names[i], rate, rate / copy, rate / insert);
            }
        }
    }

    private static double median(double[] values) {
        return java.util.Arrays.stream(values).sorted().toArray()[1];
    }

    private static void empty(JdbcTemplate jdbc) {
        jdbc.execute("TRUNCATE opsmon_operation_log");
        jdbc.execute("CHECKPOINT");
    }

    private static double calls(Work work, OperationLogRecorder recorder, int rows) {
        PriceChange change = new PriceChange("TEA-ASSAM", new BigDecimal("8.90"), "supplier price", List.of("tea"));
        long before = recorder.statistics().stored();
        long start = System.nanoTime();
        for (int i = 0; i < rows; i++) {
            work.change(i, change);
        }
        // Sleeps, because a loop that asks again at once would take the processor from the writer.
        while (recorder.statistics().stored() - before < rows) {
            recorder.flush(Duration.ofSeconds(1));
            try {
                Thread.sleep(2);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        return rows / seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String dump(HikariDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            java.io.StringWriter rows = new java.io.StringWriter();
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY opsmon_operation_log TO STDOUT", rows);
            return rows.toString();
        }
    }

    private static double copy(HikariDataSource pool, String rows) throws Exception {
        try (Connection connection = pool.getConnection();
                Reader reader = new StringReader(rows)) {
            long start = System.nanoTime();
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY opsmon_operation_log FROM STDIN", reader);
            return ROWS / seconds(start);
        }
    }

    private static double insertEach(HikariDataSource pool, String rows) throws Exception {
        List<String[]> values =
                rows.lines().limit(INSERTS).map(line -> line.split("\t", -1)).toList();
        String sql = "INSERT INTO opsmon_operation_log VALUES (?::uuid, ?::timestamptz, ?::bigint" + ", ?".repeat(12)
                + ", ?::int" + ", ?".repeat(17) + ", ?::bigint, ?::bytea, ?::uuid, ?::bytea, ?)";
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger done = new AtomicInteger();
        long start = System.nanoTime();
        for (String[] row : values) {
            threads.execute(() -> {
                try (Connection connection = pool.getConnection();
                        PreparedStatement statement = connection.prepareStatement(sql)) {
                    for (int i = 0; i < row.length; i++) {
                        statement.setString(i + 1, row[i].equals("\\N") ? null : row[i]);
                    }
                    done.addAndGet(statement.executeUpdate());
                } catch (java.sql.SQLException failure) {
                    System.err.println(failure);
                }
            });
        }
        threads.shutdown();
        threads.awaitTermination(10, TimeUnit.MINUTES);
        double rate = INSERTS / seconds(start);
        if (done.get() != INSERTS) {
            throw new IllegalStateException(done + " rows inserted, not " + INSERTS);
        }
        return rate;
    }
}
