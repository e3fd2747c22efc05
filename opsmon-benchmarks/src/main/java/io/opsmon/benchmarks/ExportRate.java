package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.export.ExportFormat;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures the export of a million rows from PostgreSQL: each format compared with {@code COPY TO STDOUT}. The command
 * line limits the heap of the JVM. The second of two rounds counts.
 */
final class ExportRate {

    private static final int ROWS = Integer.getInteger("rows", 1_000_000);

    private ExportRate() {}

    public static void main(String[] arguments) throws Exception {
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool()) {
            new SchemaMigrator(pool, List.of("chain", "operation-log")).run(SchemaMode.MIGRATE);
            fill(new JdbcTemplate(pool));
            JdbcOperationLogRepository repository = new JdbcOperationLogRepository(pool, Duration.ofSeconds(60));
            System.out.printf("heap at most %d MB%n", Runtime.getRuntime().maxMemory() / 1024 / 1024);
            for (int round = 0; round < 2; round++) {
                double copy = copy(pool);
                System.out.printf("COPY TO STDOUT: %,.0f rows/s%n", copy);
                for (ExportFormat format : ExportFormat.values()) {
                    double rate = export(repository, format);
                    System.out.printf("%s: %,.0f rows/s, %.2f of COPY%n", format, rate, rate / copy);
                }
            }
        }
    }

    private static void fill(JdbcTemplate jdbc) {
        jdbc.execute(
                "INSERT INTO opsmon_operation_log (id, occurred_at, duration_us, module, action, description, outcome, resource_type, resource_id, operator_id, operator_name, http_method, http_path, http_status, client_ip, user_agent, trace_id, application, node, thread, method, arguments) "
                        + "SELECT gen_random_uuid(), TIMESTAMPTZ '2026-01-01' + i * INTERVAL '1 second', i % 5000, 'module-' || i % 20, 'UPDATE', 'changed the price of product ' || i || ' from 3.10 to 3.20', 'SUCCESS', 'product', i % 10000, 'user-' || i % 200, 'Ada Lovelace', 'PUT', '/products/' || i % 10000, 200, '10.0.0.' || i % 250, 'Mozilla/5.0 (X11; Linux x86_64)', md5(i::text), 'shop', 'node-1', 'exec-1', 'shop.Products#changePrice', '{\"id\":' || i || ',\"price\":3.20}' FROM generate_series(1, "
                        + ROWS + ") i");
        jdbc.execute("VACUUM ANALYZE opsmon_operation_log");
    }

    private static double copy(HikariDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            long start = System.nanoTime();
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY opsmon_operation_log TO STDOUT", OutputStream.nullOutputStream());
            return rows / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static double export(JdbcOperationLogRepository repository, ExportFormat format) throws IOException {
        long start = System.nanoTime();
        long[] rows = {0};
        try (ExportWriter<OperationLogEntry> writer =
                format.writer(OutputStream.nullOutputStream(), OperationLogDefinition.OPERATION_LOG, false)) {
            repository.stream(OperationLogFilter.ALL, entry -> {
                try {
                    writer.write(entry);
                    rows[0]++;
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
        if (rows[0] != ROWS) {
            throw new IllegalStateException(rows[0] + " rows, not " + ROWS);
        }
        return ROWS / ((System.nanoTime() - start) / 1e9);
    }
}
