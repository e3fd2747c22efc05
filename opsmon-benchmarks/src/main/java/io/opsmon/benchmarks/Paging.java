package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.http.HttpFacts;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures a page of 50 entries among millions in PostgreSQL. The pages are at the beginning, in the middle and at the
 * end, without filter and with each filter that has an index.
 */
final class Paging {

    private static final int ROWS = Integer.getInteger("rows", 5_000_000);
    private static final int ROUNDS = 200;
    private static final Instant NEWEST = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(1_500);

    private Paging() {}

    public static void main(String[] arguments) throws Exception {
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool()) {
            MigratedDataSource database = new MigratedDataSource(
                    pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
            JdbcOperationLogRepository repository = new JdbcOperationLogRepository(database, Duration.ofSeconds(30));
            long start = System.nanoTime();
            fill(repository, ROWS);
            System.out.printf("%,d rows in %d s%n", ROWS, (System.nanoTime() - start) / 1_000_000_000);
            new JdbcTemplate(pool).execute("VACUUM ANALYZE opsmon_operation_log");
            measure(repository);
        }
    }

    static void fill(JdbcOperationLogRepository repository, int rows) {
        Random random = new Random(1);
        List<OperationLogEntry> batch = new ArrayList<>(10_000);
        for (int i = rows; i > 0; i--) {
            batch.add(entry(i, random));
            if (batch.size() == 10_000 || i == 1) {
                repository.saveAll(batch);
                batch.clear();
            }
        }
    }

    private static OperationLogEntry entry(int age, Random random) {
        boolean failed = random.nextInt(50) == 0;
        return new OperationLogEntry(
                new UUID(random.nextLong(), random.nextLong()),
                NEWEST.minus(STEP.multipliedBy(age)),
                Duration.ofNanos(random.nextInt(1_000_000) * 1_000L),
                "module-" + random.nextInt(20),
                random.nextBoolean() ? "UPDATE" : "QUERY",
                "changed the price of product " + random.nextInt(10_000),
                failed ? Outcome.FAILURE : Outcome.SUCCESS,
                new Resource("product", Integer.toString(random.nextInt(10_000))),
                Operator.of("user-" + random.nextInt(200)),
                new HttpFacts("PUT", "/products", null, 200, "10.0.0." + random.nextInt(250), "Firefox", null),
                new TraceContext(Long.toHexString(random.nextLong()), null),
                new Source("shop", "node-1", "exec-1", "shop.Products#change"),
                null,
                "{\"id\":" + age + "}",
                null,
                Map.of(),
                List.of(),
                null);
    }

    private static void measure(JdbcOperationLogRepository repository) {
        Map<String, UnaryOperator<OperationLogFilter.Builder>> filters = new LinkedHashMap<>();
        filters.put("none", query -> query);
        filters.put("operator (0.5 %)", query -> query.operator("user-7"));
        filters.put("module (5 %)", query -> query.module("module-3"));
        filters.put("action (50 %)", query -> query.action("UPDATE"));
        filters.put("outcome=FAILURE (2 %)", query -> query.outcome(Outcome.FAILURE));
        filters.put("resource (0.01 %)", query -> query.resourceId("42"));
        filters.put("clientIp (0.4 %)", query -> query.clientIp("10.0.0.9"));
        LogCursor middle = new LogCursor(NEWEST.minus(STEP.multipliedBy(ROWS / 2)), new UUID(0, 0));
        Instant nearEnd = NEWEST.minus(STEP.multipliedBy(ROWS - ROWS / 100));
        System.out.println("| filter | first, ms | middle, ms | last, ms | slowest / quickest |");
        System.out.println("|---|---|---|---|---|");
        filters.forEach((name, filter) -> {
            double first = page(repository, filter, null);
            double mid = page(repository, filter, middle);
            double last = page(repository, filter, new LogCursor(nearEnd, new UUID(0, 0)));
            double max = Math.max(first, Math.max(mid, last));
            double min = Math.min(first, Math.min(mid, last));
            System.out.printf("| %s | %.2f | %.2f | %.2f | %.2f |%n", name, first, mid, last, max / min);
        });
    }

    private static double page(
            JdbcOperationLogRepository repository,
            UnaryOperator<OperationLogFilter.Builder> filter,
            @Nullable LogCursor cursor) {
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS + 20; i++) {
            OperationLogFilter wanted =
                    filter.apply(OperationLogFilter.builder()).build();
            long start = System.nanoTime();
            LogPage<OperationLogEntry> page = repository.find(wanted, LogPageRequest.FIRST.after(cursor));
            if (page.items().isEmpty()) {
                throw new IllegalStateException("nothing found");
            }
            if (i >= 20) {
                nanos[i - 20] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2] / 1e6;
    }
}
