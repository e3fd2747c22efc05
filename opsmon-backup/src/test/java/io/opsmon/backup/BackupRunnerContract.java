package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.TriggerUpkeeps;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The contract of every runner. The database has a table {@code everything} of {@value #ROWS} rows, with {@code id}
 * from 1 and a {@code numeric} n, and a table {@code measured}.
 */
public abstract class BackupRunnerContract {

    protected static final int ROWS = 2002;

    protected final BackupRunner runner;
    protected HikariDataSource pool;
    protected JdbcTemplate jdbc;

    protected BackupRunnerContract(BackupRunner runner) {
        this.runner = runner;
    }

    /** A new, empty database. */
    protected abstract HikariDataSource empty();

    /** Fills a database with all kinds of objects that it supports. */
    protected abstract List<String> everything();

    /** The schemas and tables, in their order. */
    protected abstract List<String> tables();

    /** Checks objects that no table content shows: sequences, views, triggers. */
    protected abstract void assertWorks(JdbcTemplate restored);

    /** The objects that a scratch database leaves out. */
    protected List<String> notChecked() {
        return List.of();
    }

    @BeforeEach
    void fill() {
        pool = empty();
        jdbc = new JdbcTemplate(pool);
        everything().forEach(jdbc::execute);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    protected static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    protected final byte[] dump() throws IOException, SQLException, InterruptedException {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        runner.dump(database(pool), dump, TableProgress.NONE);
        return dump.toByteArray();
    }

    @Test
    void restoresExactlyWhatWasDumped() throws Exception {
        assertThat(runner.supports(database(pool))).isTrue();
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        List<String> told = new CopyOnWriteArrayList<>();
        DumpReport report = runner.dump(database(pool), dump, (done, all) -> told.add(done + " of " + all));

        assertThat(told).startsWith("0 of 3").contains("1 of 3", "2 of 3").endsWith("3 of 3");
        assertThat(report.tables())
                .extracting(table -> table.schema() + " | " + table.name() + " | " + table.rows())
                .isEqualTo(tables());
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(report.tables());

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);

            assertThat(names(runner.contents(database(fresh), TableProgress.NONE)))
                    .isEqualTo(names(report.tables()));
            assertThat(hashes(runner.contents(database(fresh), TableProgress.NONE)))
                    .isEqualTo(hashes(report.tables()));
            assertWorks(new JdbcTemplate(fresh));
        }
    }

    /** A name is data, and never a statement or a command of the program that reads the dump. */
    @Test
    void runsNothingThatIsInAName() throws Exception {
        Path mark = Path.of("/tmp/o" + UUID.randomUUID().toString().substring(0, 8));
        String quote = String.valueOf(jdbc.execute(
                (ConnectionCallback<String>) each -> each.getMetaData().getIdentifierQuoteString()));
        jdbc.execute("CREATE TABLE victim (id int PRIMARY KEY)");
        jdbc.execute("INSERT INTO victim VALUES (7)");
        jdbc.execute("CREATE TABLE " + quote + "a\n\\! touch " + mark + "\nDROP TABLE victim;\n-- z" + quote
                + " (id int PRIMARY KEY)");
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);
        byte[] dump = dump();

        runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);
        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertThat(names(runner.contents(database(fresh), TableProgress.NONE)))
                    .isEqualTo(names(before));
        }
        assertThat(mark).doesNotExist();
    }

    private static List<String> names(List<TableContent> contents) {
        return contents.stream().map(TableContent::name).toList();
    }

    private static List<String> hashes(List<TableContent> contents) {
        return contents.stream().map(table -> table.rows() + " " + table.hash()).toList();
    }

    /** The changes of a table are recorded by triggers, which the dump contains. */
    @Test
    void replacesTablesWhoseChangesAreRecorded() throws Exception {
        try (HikariDataSource host = empty();
                HikariDataSource fresh = empty()) {
            JdbcTemplate there = new JdbcTemplate(host);
            new SchemaMigrator(host, List.of("data-change")).run(SchemaMode.MIGRATE);
            there.execute("CREATE TABLE recorded (id int PRIMARY KEY, name varchar(20))");
            assertThat(capture(host).changed()).isNotEmpty();
            there.update("INSERT INTO recorded VALUES (1, 'first')");
            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            runner.dump(database(host), dump, TableProgress.NONE);
            there.update("UPDATE recorded SET name = 'second'");

            runner.restore(database(host), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.REPLACE);

            assertThat(there.queryForObject("SELECT name FROM recorded", String.class))
                    .isEqualTo("first");
            String count = "SELECT count(*) FROM opsmon_data_change WHERE action <> 'GAP'";
            assertThat(there.queryForObject(count, Integer.class)).isEqualTo(2);
            assertThat(capture(host).problems()).isEmpty();
            there.update("UPDATE recorded SET name = 'third'");
            assertThat(there.queryForObject(count, Integer.class)).isEqualTo(3);

            runner.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(new JdbcTemplate(fresh).update("UPDATE recorded SET name = 'fourth'"))
                    .isEqualTo(1);
        }
    }

    private static TriggerUpkeep.Result capture(HikariDataSource pool) throws SQLException {
        CaptureSettings settings = new CaptureSettings(
                "shop",
                NamePattern.all(List.of("recorded")),
                List.of(),
                List.of(),
                column -> false,
                100,
                100,
                FailurePolicy.FAIL_OPEN);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            return TriggerUpkeeps.of(connection).maintain(connection, settings);
        }
    }

    @Test
    void seesOneValueThatIsDifferentAndNoOrderOfRows() throws Exception {
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);
        jdbc.execute("UPDATE everything SET id = id"); // Rewrites rows in another order, in some databases.
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);

        jdbc.execute("UPDATE everything SET n = n + 0.000000000001 WHERE id = 77");

        assertThat(runner.contents(database(pool), TableProgress.NONE))
                .filteredOn(table -> !before.contains(table))
                .extracting(TableContent::name)
                .containsExactly("everything");
    }

    @Test
    void dumpsOneMomentWhileOthersWrite() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            for (int k = 1; !over.get(); k++) {
                jdbc.update("UPDATE everything SET n = n + 1 WHERE id = ?", 1 + k % 1000);
                jdbc.update("INSERT INTO measured VALUES ('2026-12-31', ?)", k);
                begun.countDown();
            }
        });
        writer.start();
        begun.await();
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report;
        try {
            report = runner.dump(database(pool), dump, TableProgress.NONE);
        } finally {
            over.set(true);
            writer.join();
        }

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(hashes(runner.contents(database(fresh), TableProgress.NONE)))
                    .isEqualTo(hashes(report.tables()));
            // The dump has a snapshot between two transactions.
            assertThat(measured(report.tables()))
                    .isGreaterThan(301)
                    .isLessThan(measured(runner.contents(database(pool), TableProgress.NONE)));
        }
    }

    private static long measured(List<TableContent> contents) {
        return contents.stream()
                .filter(table -> table.name().startsWith("measured"))
                .mapToLong(TableContent::rows)
                .sum();
    }

    @Test
    void keepsNothingOfADumpThatIsCutOffOrRefusedAtItsEnd() throws Exception {
        byte[] dump = dump();
        try (HikariDataSource fresh = empty()) {
            for (int length : new int[] {0, 10, 2_000, dump.length / 2, dump.length - 1}) {
                assertThatThrownBy(() -> runner.restore(
                                database(fresh),
                                new ByteArrayInputStream(Arrays.copyOf(dump, length)),
                                RestoreScope.INTO_EMPTY))
                        .as("%d bytes", length)
                        .isInstanceOf(IOException.class);
                assertThat(runner.contents(database(fresh), TableProgress.NONE)).isEmpty();
            }
            InputStream refusedAtItsEnd = new FilterInputStream(new ByteArrayInputStream(dump)) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = super.read(bytes, offset, length);
                    if (read < 0) {
                        throw new IOException("not the one that was written");
                    }
                    return read;
                }
            };
            assertThatThrownBy(() -> runner.restore(database(fresh), refusedAtItsEnd, RestoreScope.INTO_EMPTY))
                    .isInstanceOf(IOException.class)
                    .hasMessage("not the one that was written");
            assertThat(runner.contents(database(fresh), TableProgress.NONE)).isEmpty();

            // Nothing is left: the next restore finds no existing objects.
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertWorks(new JdbcTemplate(fresh));
        }
    }

    @Test
    void leavesADatabaseThatHasSuchTablesAsItWas() throws Exception {
        byte[] dump = dump();
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);

        assertThatThrownBy(
                        () -> runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY))
                .hasMessageContaining("already exists");

        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);
    }

    @Test
    void stopsWhenInterruptedOrStorageIsFull() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread dumping = new Thread(() -> {
            try {
                runner.dump(
                        database(pool),
                        new OutputStream() {
                            @Override
                            public void write(int oneByte) throws IOException {
                                writing.countDown();
                                try {
                                    new CountDownLatch(1).await(2, TimeUnit.SECONDS);
                                } catch (InterruptedException none) {
                                    Thread.currentThread().interrupt();
                                    throw new IOException(none);
                                }
                            }
                        },
                        TableProgress.NONE);
            } catch (Exception failure) {
                thrown.set(failure);
            }
        });
        dumping.start();
        await().until(() -> writing.getCount() == 0 || !dumping.isAlive());
        // Checked while the program runs: the command line has no secret.
        assertThat(children()).allSatisfy(command -> assertThat(command).doesNotContain("password="));
        dumping.interrupt();
        dumping.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertNothingRuns();

        assertThatThrownBy(() -> runner.dump(
                        database(pool),
                        new OutputStream() {
                            @Override
                            public void write(int oneByte) throws IOException {
                                throw new IOException("the disk is full");
                            }
                        },
                        TableProgress.NONE))
                .hasMessage("the disk is full");
        assertNothingRuns();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM everything", Long.class))
                .isEqualTo(ROWS);
    }

    @Test
    void isInterruptedAtTenPointsOfARestoreAndNeverHalfDoneUntold() throws Exception {
        byte[] dump = dump();
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);
        try (HikariDataSource fresh = empty()) {
            for (int point = 0; point < 10; point++) {
                int at = (int) (dump.length * (point + 0.5) / 10);
                boolean isLive = point % 2 == 1;

                Throwable thrown = interruptRestoring(
                        dump, at, isLive ? pool : fresh, isLive ? RestoreScope.REPLACE : RestoreScope.INTO_EMPTY);

                assertThat(thrown)
                        .as("at %d of %d bytes", at, dump.length)
                        .isInstanceOfAny(InterruptedException.class, HalfRestoredException.class);
                if (!isLive) {
                    await().untilAsserted(() -> assertThat(runner.contents(database(fresh), TableProgress.NONE))
                            .isEmpty());
                } else if (!(thrown instanceof HalfRestoredException)) {
                    assertThat(runner.contents(database(pool), TableProgress.NONE))
                            .isEqualTo(before);
                }
                assertNothingRuns();
            }
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertThat(hashes(runner.contents(database(fresh), TableProgress.NONE)))
                    .isEqualTo(hashes(before));
        }
        runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);
        assertWorks(jdbc);
    }

    @Test
    void recordsWhileItReplaces() throws Exception {
        jdbc.execute("CREATE TABLE opsmon_log (id int PRIMARY KEY, said varchar(100))");
        byte[] dump = dump();
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

        interruptRestoring(dump, dump.length / 2, pool, RestoreScope.REPLACE, () -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(5);
                statement.execute("INSERT INTO opsmon_log VALUES (1, 'meanwhile')");
            } catch (SQLException failure) {
                refused.set(failure);
            }
        });

        assertThat(refused.get()).isNull();
        assertThat(jdbc.queryForList("SELECT said FROM opsmon_log", String.class))
                .containsExactly("meanwhile");
    }

    private @Nullable Throwable interruptRestoring(byte[] dump, int at, HikariDataSource target, RestoreScope scope)
            throws InterruptedException {
        return interruptRestoring(dump, at, target, scope, () -> {});
    }

    private @Nullable Throwable interruptRestoring(
            byte[] dump, int at, HikariDataSource target, RestoreScope scope, Runnable meanwhile)
            throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread restoring = new Thread(() -> {
            try {
                runner.restore(database(target), new StallingInput(dump, at, reading), scope);
            } catch (Exception failure) {
                thrown.set(failure);
            }
        });
        restoring.start();
        await().until(() -> reading.getCount() == 0 || !restoring.isAlive());
        meanwhile.run();
        restoring.interrupt();
        restoring.join();
        return thrown.get();
    }

    /** A stream that stalls at some point. */
    private static final class StallingInput extends FilterInputStream {

        private final CountDownLatch reached;
        private int left;

        StallingInput(byte[] dump, int at, CountDownLatch reached) {
            super(new ByteArrayInputStream(dump));
            this.left = at;
            this.reached = reached;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                reached.countDown();
                try {
                    new CountDownLatch(1).await(10, TimeUnit.SECONDS);
                } catch (InterruptedException none) {
                    Thread.currentThread().interrupt();
                    throw new IOException(none);
                }
            }
            int read = super.read(bytes, offset, Math.min(length, left));
            left -= read;
            return read;
        }
    }

    /** The statement locks the table {@code measured} against all readers. */
    protected final void assertStopsReadingWhenInterrupted(String lock) throws Exception {
        try (Connection locking = pool.getConnection();
                Statement statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            statement.execute(lock);
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread reading = new Thread(() -> {
                try {
                    runner.contents(database(pool), TableProgress.NONE);
                } catch (Exception failure) {
                    thrown.set(failure);
                }
            });
            reading.start();
            await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 2);
            reading.interrupt();
            reading.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        }
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isNotEmpty();
    }

    @Test
    void replacesADatabaseButForTablesOfItsOwn() throws Exception {
        jdbc.execute("CREATE TABLE opsmon_log (id int PRIMARY KEY, said varchar(100))");
        jdbc.execute("CREATE INDEX opsmon_log_said ON opsmon_log (said)");
        jdbc.execute("INSERT INTO opsmon_log VALUES (1, 'before the dump')");
        byte[] dump = dump();
        List<TableContent> then = runner.contents(database(pool), TableProgress.NONE);
        jdbc.execute("INSERT INTO opsmon_log VALUES (2, 'after the dump')");
        jdbc.execute("DELETE FROM everything WHERE id = 77");
        jdbc.execute("CREATE TABLE came_later (id int PRIMARY KEY)");
        jdbc.execute("CREATE VIEW also_later AS SELECT n FROM everything");

        runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);

        assertThat(jdbc.queryForList("SELECT said FROM opsmon_log ORDER BY id", String.class))
                .containsExactly("before the dump", "after the dump");
        assertThat(runner.contents(database(pool), TableProgress.NONE))
                .filteredOn(table -> !table.name().equalsIgnoreCase("opsmon_log"))
                .isEqualTo(then.stream()
                        .filter(table -> !table.name().equalsIgnoreCase("opsmon_log"))
                        .toList());
        assertThatThrownBy(() -> jdbc.execute("SELECT * FROM also_later")).isInstanceOf(Exception.class);
        assertWorks(jdbc);
    }

    @Test
    void neverTakesAHalfReplacedDatabaseForAWholeOne() throws Exception {
        byte[] dump = dump();
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);
        for (int length : new int[] {0, dump.length / 2, dump.length - 1}) {
            assertThatThrownBy(() -> runner.restore(
                            database(pool),
                            new ByteArrayInputStream(Arrays.copyOf(dump, length)),
                            RestoreScope.REPLACE))
                    .as("%d bytes", length)
                    .satisfies(failure -> assertThat(failure instanceof HalfRestoredException
                                    || runner.contents(database(pool), TableProgress.NONE)
                                            .equals(before))
                            .isTrue());
        }
        runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);
        assertWorks(jdbc);
    }

    @Test
    void triesADumpInAScratchDatabaseThatIsGoneThereafter() throws Exception {
        byte[] dump = dump();
        List<TableContent> before = runner.contents(database(pool), TableProgress.NONE);
        String name = "opsmon_scratch_" + System.nanoTime();
        // A dead process would have left this database.
        BackupRunner.Scratch left = runner.scratch(database(pool), name);
        left.restore(new ByteArrayInputStream(dump));
        try (BackupRunner.Scratch scratch = runner.scratch(database(pool), name)) {
            assertThat(scratch.contents(TableProgress.NONE)).isEmpty();
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).isEqualTo(notChecked());
            assertThat(hashes(scratch.contents(TableProgress.NONE))).isEqualTo(hashes(before));
        }
        left.close();
        assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(before);
        try (BackupRunner.Scratch scratch = runner.scratch(database(pool), name)) {
            assertThat(scratch.contents(TableProgress.NONE)).isEmpty();
        }
    }

    private void assertNothingRuns() {
        assertThat(children()).isEmpty();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    private List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(child -> child.info().commandLine().orElse(""))
                .filter(command -> command.contains("dump") || command.contains("restore"))
                .toList();
    }
}
