package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.Sealer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/**
 * Measures dump and restore of a gigabyte in PostgreSQL. Compares {@code pg_dump} or {@code COPY}, {@code zstd} and
 * {@code pg_restore} in pipes with opsmon, through these programs and through the driver. opsmon also encrypts, hashes
 * and computes the contents of each table. The variants alternate; the median of the rounds counts.
 */
final class BackupRate {

    private static final int SENTENCES = 200_000;
    private static final int ROWS = Integer.getInteger("rows", 2_400_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int LEVEL = 3;

    private enum Step {
        COPY_AND_ZSTD,
        PG_DUMP_AND_ZSTD,
        PG_RESTORE,
        DUMP_WITH_TOOLS,
        DUMP_WITH_DRIVER,
        RESTORE_WITH_TOOLS,
        RESTORE_WITH_DRIVER,
        CONTENTS
    }

    private final Postgres postgres;
    private final HikariDataSource pool;
    private final Path directory;

    private BackupRate(Postgres postgres, HikariDataSource pool, Path directory) {
        this.postgres = postgres;
        this.pool = pool;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("opsmon-benchmark-backups");
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool()) {
            new BackupRate(postgres, pool, directory).run();
        } finally {
            org.springframework.util.FileSystemUtils.deleteRecursively(directory);
        }
    }

    private void run() throws Exception {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        fill(jdbc);
        long size = jdbc.queryForObject("SELECT pg_database_size(current_database())", Long.class);
        System.out.printf(
                "database of %,d MB, heap at most %,d MB%n",
                size >> 20, Runtime.getRuntime().maxMemory() >> 20);
        Map<Step, List<Double>> seconds = new EnumMap<>(Step.class);
        for (int round = 0; round <= ROUNDS; round++) {
            Map<Step, Double> taken = round(round);
            System.out.println(taken);
            if (round > 0) {
                taken.forEach((step, each) ->
                        seconds.computeIfAbsent(step, none -> new ArrayList<>()).add(each));
            }
        }
        Map<Step, Double> median = new EnumMap<>(Step.class);
        seconds.forEach(
                (step, each) -> median.put(step, each.stream().sorted().toList().get(each.size() / 2)));
        compare("dump", median.get(Step.PG_DUMP_AND_ZSTD), median.get(Step.DUMP_WITH_TOOLS));
        compare("dump through the driver", median.get(Step.COPY_AND_ZSTD), median.get(Step.DUMP_WITH_DRIVER));
        compare("restore", median.get(Step.PG_RESTORE), median.get(Step.RESTORE_WITH_TOOLS));
        compare("restore through the driver", median.get(Step.PG_RESTORE), median.get(Step.RESTORE_WITH_DRIVER));
        System.out.printf(
                "contents %.1f s: %,.0f MB/s%n", median.get(Step.CONTENTS), (size >> 20) / median.get(Step.CONTENTS));
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(each -> each.getType() == java.lang.management.MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf("heap at its peak %,d MB%n", peak >> 20);
    }

    private static void compare(String what, double byHand, double ours) {
        System.out.printf("%s by hand %.1f s, opsmon %.1f s: %.2f%n", what, byHand, ours, byHand / ours);
    }

    private static void fill(JdbcTemplate jdbc) {
        jdbc.execute("SELECT setseed(0.5)");
        jdbc.execute(
                "CREATE TABLE word AS SELECT i AS id, string_agg(substr('bcdfghklmnprstvz', 1 + (random() * 15)::int, 1) || substr('aeiou', 1 + (random() * 4)::int, 1), '') AS text FROM generate_series(1, 4000) i, generate_series(1, 3) k GROUP BY i");
        jdbc.execute(
                "CREATE TABLE sentence AS SELECT s.id, string_agg(w.text, ' ') AS text FROM (SELECT s AS id, 1 + (4000 * random() ^ 2)::int % 4000 AS word FROM generate_series(1, "
                        + SENTENCES + ") s, generate_series(1, 14) k) s JOIN word w ON w.id = s.word GROUP BY s.id");
        jdbc.execute("CREATE INDEX ON sentence (id)");
        jdbc.execute(
                "CREATE TABLE customer_order (id bigint PRIMARY KEY, customer int NOT NULL, placed_at timestamptz NOT NULL, status text NOT NULL, total numeric(12, 2) NOT NULL, note text, address jsonb, paid boolean)");
        jdbc.execute(
                "INSERT INTO customer_order SELECT i, (i::bigint * 7919) % 50000, TIMESTAMPTZ '2024-01-01' + i * INTERVAL '13 seconds', (ARRAY['PLACED','SHIPPED','CANCELLED'])[1 + i % 3], (i % 100000) / 7.0, a.text || '. ' || b.text, jsonb_build_object('street', split_part(a.text, ' ', 2), 'number', i % 300, 'city', split_part(b.text, ' ', 3), 'zip', lpad((i % 99999)::text, 5, '0')), i % 5 > 0"
                        + " FROM generate_series(1, "
                        + ROWS
                        + ") i JOIN sentence a ON a.id = 1 + (i::bigint * 7919) % " + SENTENCES
                        + " JOIN sentence b ON b.id = 1 + (i::bigint * 104729) % " + SENTENCES);
        jdbc.execute("CREATE INDEX ON customer_order (customer)");
        jdbc.execute("VACUUM ANALYZE");
        jdbc.execute("CHECKPOINT");
    }

    private Map<Step, Double> round(int round) throws Exception {
        Map<Step, Double> taken = new EnumMap<>(Step.class);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        Path byHand = directory.resolve("by-hand-" + round + ".zst");
        taken.put(Step.COPY_AND_ZSTD, seconds(() -> {
            String copies = String.join(
                    "; ",
                    jdbc.queryForList(
                            "SELECT format('COPY %s TO STDOUT', oid::regclass) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
                            String.class));
            pipe(List.of(
                    command("psql", "--no-psqlrc", "--quiet", "--dbname=" + uri("postgres"), "--command=" + copies),
                    new ProcessBuilder("zstd", "-q", "-f", "-" + LEVEL, "-o", byHand.toString())));
            force(byHand);
        }));
        taken.put(Step.PG_DUMP_AND_ZSTD, seconds(() -> {
            pipe(List.of(
                    command("pg_dump", "-Fc", "-Z0", "--dbname=" + uri("postgres")),
                    new ProcessBuilder("zstd", "-q", "-f", "-" + LEVEL, "-o", byHand.toString())));
            force(byHand);
        }));
        jdbc.execute("CREATE DATABASE by_hand");
        taken.put(
                Step.PG_RESTORE,
                seconds(() -> pipe(List.of(
                        new ProcessBuilder("zstd", "-q", "-dc", byHand.toString()),
                        command("pg_restore", "--single-transaction", "--no-owner", "--dbname=" + uri("by_hand"))))));
        jdbc.execute("DROP DATABASE by_hand");
        Files.delete(byHand);
        ours(DumpMethod.TOOLS, round, Step.DUMP_WITH_TOOLS, Step.RESTORE_WITH_TOOLS, taken);
        ours(DumpMethod.JDBC, round, Step.DUMP_WITH_DRIVER, Step.RESTORE_WITH_DRIVER, taken);
        return taken;
    }

    private void ours(DumpMethod method, int round, Step dumping, Step restoring, Map<Step, Double> taken)
            throws Exception {
        StoredBackups stored = new StoredBackups(
                "benchmark",
                new LocalBackupStorage(directory, DataSize.ofMegabytes(100), Clock.systemUTC()),
                new BackupEncoding(LEVEL, BackupKeys.parse(BackupKeys.generate())),
                new Sealer(List.of()));
        BackupRunner runner = new PostgresRunner(method, null, 1);
        BackupDatabase source = new BackupDatabase("main", pool, postgres.url(), null, null);
        BackupManifest[] made = new BackupManifest[1];
        taken.put(
                dumping,
                seconds(() -> made[0] = stored.create(
                        method + "-" + round, source, runner, Instant.now(), 0, dump -> {}, TableProgress.NONE)));
        try (BackupRunner.Scratch scratch = runner.scratch(source, "opsmon_scratch_benchmark")) {
            taken.put(restoring, seconds(() -> {
                try (InputStream dump = stored.open(made[0])) {
                    scratch.restore(dump);
                }
            }));
            taken.put(Step.CONTENTS, seconds(() -> {
                if (!scratch.contents(TableProgress.NONE).equals(made[0].tables())) {
                    throw new IllegalStateException("The restored contents differ from the dumped contents");
                }
            }));
        }
        stored.delete(made[0]);
    }

    private String uri(String database) {
        return postgres.url()
                .substring("jdbc:".length())
                .replaceFirst("/postgres\\?.*", "/" + database + "?user=postgres");
    }

    private static ProcessBuilder command(String... command) {
        return new ProcessBuilder(command);
    }

    private static void pipe(List<ProcessBuilder> programs) throws IOException, InterruptedException {
        programs.forEach(each -> each.redirectError(ProcessBuilder.Redirect.INHERIT));
        programs.get(programs.size() - 1).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        for (Process process : ProcessBuilder.startPipeline(programs)) {
            if (process.waitFor() != 0) {
                throw new IOException(process.info() + " ended with " + process.exitValue());
            }
        }
    }

    /** Forces the file to disk, as opsmon does. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Starts from an idle disk: pending writes of the previous step are flushed first. */
    private double seconds(Action step) throws Exception {
        new JdbcTemplate(pool).execute("CHECKPOINT");
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
