package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Dumps that attack their server, in scratch databases on a server whose configured user has all rights. */
class MariaDbCageTest {

    private static final String END = "-- opsmon: end of the script\n";

    private final HikariDataSource pool = TestDatabases.mariaDb();
    private final HikariDataSource other = TestDatabases.mariaDb();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final String tag = UUID.randomUUID().toString().substring(0, 8);
    private final String victim = "victim_" + tag;
    private final String scratchName = "opsmon_scratch_" + tag;

    /** The ways to dump and to restore. */
    enum Way {
        TOOLS(DumpMethod.TOOLS),
        DRIVER(DumpMethod.JDBC);

        private final DumpMethod method;

        Way(DumpMethod method) {
            this.method = method;
        }

        MariaDbRunner runner() {
            return new MariaDbRunner(method, method == DumpMethod.TOOLS ? TestDatabases.mariaDbTools() : null);
        }
    }

    @BeforeEach
    void fill() {
        Stream.of(
                        "CREATE USER " + victim + "@localhost IDENTIFIED BY 'victim'",
                        "CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, owner varchar(20))",
                        "INSERT INTO orders (owner) SELECT 'somebody' FROM seq_1_to_100",
                        "CREATE FUNCTION amount(x int) RETURNS int DETERMINISTIC RETURN abs(x)",
                        "CREATE VIEW recent AS SELECT id, amount(id) FROM orders WHERE id > 50",
                        "CREATE TRIGGER shouting BEFORE INSERT ON orders FOR EACH ROW SET NEW.owner = upper(NEW.owner)",
                        "CREATE EVENT nightly ON SCHEDULE EVERY 1 SECOND DISABLE DO DELETE FROM orders")
                .forEach(jdbc::execute);
        new JdbcTemplate(other).execute("CREATE TABLE payments AS SELECT 1 AS id");
    }

    @AfterEach
    void close() {
        TestDatabases.drop(other);
        jdbc.execute("DROP USER " + victim + "@localhost");
        TestDatabases.drop(pool);
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static BackupDatabase database(Scratch scratch) {
        return ((MariaDbScratch) scratch).database();
    }

    private byte[] dump(Way way) throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        way.runner().dump(database(pool), dump, TableProgress.NONE);
        return dump.toByteArray();
    }

    /** A real dump with appended statements. */
    private byte[] hostileDump(Way way, String... statements) throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        byte[] real = dump(way);
        dump.write(real, 0, real.length - END.length());
        for (String statement : statements) {
            write(way, statement, dump);
        }
        dump.write(END.getBytes(StandardCharsets.UTF_8));
        return dump.toByteArray();
    }

    private static void write(Way way, String statement, ByteArrayOutputStream dump) throws IOException {
        if (way == Way.DRIVER) {
            new ScriptWriter(dump).statement(statement, false);
        } else {
            dump.write((statement + ";\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Attacks of a dump. The fact is a query whose result changes if the attack succeeds, and FILE is a file. The loot
     * is a table of the database that the dump is restored into, with the content of a file of the server.
     */
    enum Attack {
        ANOTHER_DATABASE("USE ${other};DROP TABLE payments", Attack.PAYMENTS, ""),
        TABLE_OF_ANOTHER_DATABASE("DROP TABLE ${other}.payments", Attack.PAYMENTS, ""),
        DROPPED_DATABASE("DROP DATABASE ${other}", Attack.PAYMENTS, ""),
        ROWS_OF_ANOTHER_DATABASE("DELETE FROM ${other}.payments", "SELECT count(*) FROM ${other}.payments", ""),
        CONFIGURATION(
                "SET GLOBAL max_connect_errors = 4711",
                "SELECT @@global.max_connect_errors",
                "SET GLOBAL max_connect_errors = DEFAULT"),
        NEW_USER(
                "CREATE USER ${victim}_2",
                "SELECT count(*) FROM mysql.user WHERE User = '${victim}_2'",
                "DROP USER ${victim}_2"),
        RIGHTS(
                "GRANT ALL ON *.* TO ${victim}@localhost",
                "SELECT Super_priv FROM mysql.user WHERE User = '${victim}'",
                "REVOKE ALL ON *.* FROM ${victim}@localhost"),
        PASSWORD(
                "SET PASSWORD FOR ${victim}@localhost = PASSWORD('mine')",
                "SELECT authentication_string FROM mysql.user WHERE User = '${victim}'",
                ""),
        FILE("SELECT 'x' INTO OUTFILE '${mark}'", "FILE", ""),
        RAW_FILE("SELECT 'x' INTO DUMPFILE '${mark}'", "FILE", ""),
        EVENT(
                "CREATE EVENT ${victim} ON SCHEDULE EVERY 1 SECOND DO DELETE FROM orders",
                "SELECT count(*) FROM information_schema.EVENTS WHERE EVENT_NAME = '${victim}'",
                ""),
        READ_A_FILE("CREATE TABLE loot (t text);LOAD DATA INFILE '/etc/passwd' INTO TABLE loot", "LOOT", ""),
        READ_A_FILE_IN_A_ROW(
                "CREATE TABLE loot (t text NOT NULL);INSERT INTO loot VALUES (LOAD_FILE('/etc/passwd'))", "LOOT", ""),
        DEFINER(
                "CREATE DEFINER=tester@localhost PROCEDURE hostile() DROP TABLE ${other}.payments;CALL hostile()",
                Attack.PAYMENTS,
                ""),
        NEW_TABLE(
                "CREATE TABLE ${other}.more (id int)",
                "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${other}'",
                ""),
        SERVER(
                "CREATE SERVER ${victim} FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'localhost', DATABASE 'test')",
                "SELECT count(*) FROM mysql.servers WHERE Server_name = '${victim}'",
                "DROP SERVER ${victim}"),
        ACCOUNTS(
                "UPDATE mysql.global_priv SET Priv = '{\"harm\":1}' WHERE User = '${victim}'",
                "SELECT count(*) FROM mysql.global_priv WHERE User = '${victim}' AND Priv LIKE '%harm%'",
                "");

        private static final String PAYMENTS =
                "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${other}' AND TABLE_NAME = 'payments'";

        final String statements;
        final String fact;
        final String undo;

        Attack(String statements, String fact, String undo) {
            this.statements = statements;
            this.fact = fact;
            this.undo = undo;
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.of(Attack.values())
                .flatMap(attack -> Stream.of(Way.values()).map(way -> Arguments.of(way, attack)));
    }

    /** The same dump succeeds without the cage, so that the cage is the protection. */
    @ParameterizedTest
    @MethodSource("attacks")
    void keepsAHostileDumpInItsDatabase(Way way, Attack attack, @TempDir Path directory) throws Exception {
        Path mark = directory.resolve("mark");
        assertThat(directory.toFile().setWritable(true, false)).isTrue();
        assertThat(directory.toFile().setExecutable(true, false)).isTrue();
        byte[] dump = hostileDump(way, filled(attack.statements, mark).split(";"));
        String fact = filled(attack.fact, mark);
        String undo = filled(attack.undo, mark);
        String before = fact(fact, mark, jdbc);

        try (Scratch scratch = way.runner().scratch(database(pool), scratchName)) {
            assertThat(scratch.isolation().isIsolated())
                    .as(scratch.isolation().toString())
                    .isTrue();
            assertThatThrownBy(() -> scratch.restore(new ByteArrayInputStream(dump)))
                    .hasMessageMatching("(?s).*(denied|cannot be null).*");
        }

        assertThat(fact(fact, mark, jdbc)).isEqualTo(before);
        assertThat(new JdbcTemplate(other).queryForObject("SELECT id FROM payments", Integer.class))
                .isEqualTo(1);
        assertNothingIsLeft(scratchName);

        HikariDataSource unprotected = TestDatabases.mariaDb();
        try {
            way.runner().restore(database(unprotected), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertThat(fact(fact, mark, new JdbcTemplate(unprotected)))
                    .as("works without the cage")
                    .isNotEqualTo(before);
            if (!undo.isEmpty()) {
                jdbc.execute(undo);
            }
        } finally {
            TestDatabases.drop(unprotected);
        }
    }

    private static String fact(String fact, Path mark, JdbcTemplate database) {
        return switch (fact) {
            case "FILE" -> String.valueOf(Files.exists(mark));
            case "LOOT" ->
                database.queryForList("SHOW TABLES LIKE 'loot'").isEmpty()
                        ? "none"
                        : String.valueOf(database.queryForObject("SELECT MAX(LENGTH(t)) > 0 FROM loot", String.class));
            default -> String.valueOf(database.queryForObject(fact, String.class));
        };
    }

    /**
     * The program and the driver reject these attacks on files and commands of this machine for any user: the attacks
     * fail without the cage, too.
     */
    static Stream<Arguments> attacksOnTheClient() {
        return Stream.of(
                        "CREATE TABLE loot (t text);LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE loot",
                        "\\! touch ${mark}")
                .flatMap(attack -> Stream.of(Way.values()).map(way -> Arguments.of(way, attack)));
    }

    @ParameterizedTest
    @MethodSource("attacksOnTheClient")
    void readsNoFileAndRunsNoCommandOfThisMachine(Way way, String attack, @TempDir Path directory) throws Exception {
        Path mark = directory.resolve("mark");
        byte[] dump = hostileDump(way, filled(attack, mark).split(";"));

        try (Scratch scratch = way.runner().scratch(database(pool), scratchName)) {
            assertThatThrownBy(() -> scratch.restore(new ByteArrayInputStream(dump)))
                    .hasMessageMatching("(?s).*(SQL syntax|Unknown command|not allowed|disabled).*");
        }

        assertThat(mark).doesNotExist();
        assertNothingIsLeft(scratchName);
    }

    private String filled(String text, Path mark) {
        return text.replace("${victim}", victim)
                .replace("${mark}", mark.toString())
                .replace(
                        "${other}",
                        String.valueOf(new JdbcTemplate(other).queryForObject("SELECT DATABASE()", String.class)));
    }

    private void assertNothingIsLeft(String name) {
        assertThat(jdbc.queryForList(
                        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                        String.class,
                        name))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT User FROM mysql.user WHERE User = ?", String.class, name))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void restoresAnOrdinaryDatabaseWithoutItsEvents(Way way) throws Exception {
        List<TableContent> before = way.runner().contents(database(pool), TableProgress.NONE);
        byte[] dump = dump(way);

        try (Scratch scratch = way.runner().scratch(database(pool), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).containsExactly("EVENT nightly");
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(before);
            JdbcTemplate restored = new JdbcTemplate(database(scratch).dataSource());
            assertThat(restored.queryForObject("SELECT CURRENT_USER()", String.class))
                    .startsWith(scratchName + "@");
            assertThat(restored.queryForObject("SELECT count(*) FROM recent", Integer.class))
                    .isEqualTo(50);
            restored.execute("INSERT INTO orders (owner) VALUES ('loud')");
            assertThat(restored.queryForObject("SELECT owner FROM orders ORDER BY id DESC LIMIT 1", String.class))
                    .isEqualTo("LOUD");
        }
        assertNothingIsLeft(scratchName);
    }

    /** An unescaped underscore in a grant matches any character. */
    @Test
    void givesNoRightsOnDatabasesWithSimilarNames() throws Exception {
        String similar = scratchName.replace('_', 'x');
        jdbc.execute("CREATE DATABASE " + similar);
        try (Scratch scratch = Way.DRIVER.runner().scratch(database(pool), scratchName)) {
            JdbcTemplate caged = new JdbcTemplate(database(scratch).dataSource());
            assertThat(caged.queryForList("SHOW DATABASES", String.class))
                    .contains(scratchName)
                    .doesNotContain(similar, "mysql");
            assertThatThrownBy(() -> caged.execute("CREATE TABLE " + similar + ".t (id int)"))
                    .rootCause()
                    .hasMessageContaining("denied");
        } finally {
            jdbc.execute("DROP DATABASE " + similar);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void saysWhatAUserLacksThatMayNotCreateUsers(Way way) throws Exception {
        jdbc.execute("GRANT ALL ON `opsmon\\_scratch\\_%`.* TO " + victim + "@localhost");
        // Required for functions and views of other users.
        jdbc.execute("GRANT SUPER, SET USER ON *.* TO " + victim + "@localhost");
        byte[] dump = dump(way);
        try (HikariDataSource configured = asVictim();
                Scratch scratch = way.runner().scratch(database(configured), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isFalse();
            assertThat(scratch.isolation().reason()).contains("may not create the temporary user");
            assertThat(scratch.isolation().remedy()).contains("CREATE USER", "GRANT OPTION");
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).containsExactly("EVENT nightly");
            assertThat(scratch.contents(TableProgress.NONE))
                    .isEqualTo(way.runner().contents(database(pool), TableProgress.NONE));
        }
        assertNothingIsLeft(scratchName);
    }

    @Test
    void isIsolatedForAUserWithTheRightsThatItAsksFor() throws Exception {
        jdbc.execute("GRANT ALL ON `opsmon\\_scratch\\_%`.* TO " + victim + "@localhost WITH GRANT OPTION");
        jdbc.execute("GRANT CREATE USER ON *.* TO " + victim + "@localhost");
        byte[] dump = dump(Way.TOOLS);
        try (HikariDataSource configured = asVictim();
                Scratch scratch = Way.TOOLS.runner().scratch(database(configured), scratchName)) {
            assertThat(scratch.isolation().isIsolated())
                    .as(scratch.isolation().toString())
                    .isTrue();
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).containsExactly("EVENT nightly");
        }
        assertNothingIsLeft(scratchName);
    }

    private HikariDataSource asVictim() {
        return TestDatabases.pool(
                pool.getJdbcUrl().replaceFirst("(//[^/]+/)[^?]*\\?.*", "$1?user=" + victim + "&password=victim"));
    }

    @Test
    void keepsAYoungScratchDatabaseOfAnotherVerification() throws Exception {
        String alive = "opsmon_scratch_alive" + tag;
        Scratch running = Way.DRIVER.runner().scratch(database(pool), alive);
        running.restore(new ByteArrayInputStream(dump(Way.DRIVER)));

        Way.DRIVER.runner().scratch(database(pool), scratchName).close();
        assertThat(jdbc.queryForList("SELECT User FROM mysql.user WHERE User = ?", String.class, alive))
                .hasSize(1);

        // A new verification of the same backup replaces the database at any age.
        Way.DRIVER.runner().scratch(database(pool), alive).close();
        assertNothingIsLeft(alive);
    }

    @Test
    void removesWhatAVerificationLeftThatDiedAWeekAgo() throws Exception {
        String dead = "opsmon_scratch_dead" + tag;
        Scratch left = Way.DRIVER.runner().scratch(database(pool), dead);
        left.restore(new ByteArrayInputStream(dump(Way.DRIVER)));

        HikariConfig later = new HikariConfig();
        later.setJdbcUrl(pool.getJdbcUrl());
        later.setConnectionInitSql("SET timestamp = UNIX_TIMESTAMP() + 8 * 24 * 60 * 60");
        try (HikariDataSource inAWeek = new HikariDataSource(later)) {
            Way.DRIVER.runner().scratch(database(inAWeek), scratchName).close();
        }

        assertNothingIsLeft(dead);
        assertNothingIsLeft(scratchName);
    }

    @Test
    void shortensTheNamesOfUsersForMySql() throws Exception {
        String name = "opsmon_scratch_0123456789abcdefghijklmnopqrstuv" + tag;
        try (Scratch scratch = Way.DRIVER.runner().scratch(database(pool), name)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            assertThat(database(scratch).username())
                    .hasSize(32)
                    .startsWith("opsmon_scratch_")
                    .endsWith(tag);
        }
        assertNothingIsLeft(name);
        assertThat(jdbc.queryForList("SELECT User FROM mysql.user WHERE User LIKE ?", String.class, "%" + tag))
                .containsExactly(victim);
    }
}
