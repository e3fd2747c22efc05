package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
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
class PostgresCageTest {

    private static final Pattern VICTIM =
            Pattern.compile("CREATE VIEW public\\.victim AS\\s+SELECT 'x+'::text AS t(?=;)");

    private final HikariDataSource pool = TestDatabases.postgres();
    private final HikariDataSource other = TestDatabases.postgres();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final String tag = UUID.randomUUID().toString().substring(0, 8);
    private final String role = "opsmon_victim_" + tag;
    private final String scratchName = "opsmon_scratch_" + tag;

    /** The ways to dump and to restore. */
    enum Way {
        TOOLS(new PostgresRunner(DumpMethod.TOOLS, null, 1)),
        PARALLEL(new PostgresRunner(DumpMethod.TOOLS, null, 2)),
        DRIVER(new PostgresRunner(DumpMethod.JDBC, null, 1));

        final PostgresRunner runner;

        Way(PostgresRunner runner) {
            this.runner = runner;
        }
    }

    @BeforeEach
    void fill() throws Exception {
        TestTools.require("pg_dump");
        jdbc.execute("CREATE ROLE " + role + " LOGIN");
        jdbc.execute("CREATE TABLE orders (id int PRIMARY KEY, owner text)");
        jdbc.execute("INSERT INTO orders SELECT k, 'somebody' FROM generate_series(1, 100) k");
        new JdbcTemplate(other).execute("CREATE TABLE payments AS SELECT 1 AS id");
    }

    @AfterEach
    void close() {
        TestDatabases.drop(other);
        jdbc.execute("DROP OWNED BY " + role);
        jdbc.execute("DROP ROLE " + role);
        TestDatabases.drop(pool);
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static BackupDatabase database(Scratch scratch) {
        return ((PostgresScratch) scratch).database();
    }

    private byte[] dump(Way way) throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        way.runner.dump(database(pool), dump, TableProgress.NONE);
        return dump.toByteArray();
    }

    /** A real dump in which the definition of a view was replaced. */
    private byte[] hostileDump(Way way, String statement) throws Exception {
        jdbc.execute("CREATE VIEW victim AS SELECT '" + "x".repeat(500) + "'::text AS t");
        byte[] dump = dump(way);
        jdbc.execute("DROP VIEW victim");
        return way == Way.PARALLEL ? inArchive(dump, statement) : altered(dump, statement);
    }

    private static byte[] altered(byte[] dump, String statement) {
        String text = new String(dump, StandardCharsets.ISO_8859_1);
        Matcher victim = VICTIM.matcher(text);
        assertThat(victim.find()).isTrue();
        String padded = statement + " ".repeat(victim.end() - victim.start() - statement.length());
        return (text.substring(0, victim.start()) + padded + text.substring(victim.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] inArchive(byte[] dump, String statement) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(dump));
        ZipOutputStream out = new ZipOutputStream(archive);
        out.setLevel(0);
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            byte[] file = in.readAllBytes();
            out.write(entry.getName().equals("toc.dat") ? altered(file, statement) : file);
            out.closeEntry();
        }
        out.finish();
        archive.write("\n-- opsmon: end of the archive\n".getBytes(StandardCharsets.UTF_8));
        return archive.toByteArray();
    }

    /**
     * Attacks of a dump. Ours and theirs are conditions that hold if the attack succeeds: ours in the database that is
     * backed up, for effects on the server, and theirs in the database that the dump is restored into.
     */
    enum Attack {
        SUPERUSER(
                "ALTER ROLE ${role} SUPERUSER",
                "SELECT rolsuper FROM pg_roles WHERE rolname = '${role}'",
                "",
                "ALTER ROLE ${role} NOSUPERUSER"),
        NEW_SUPERUSER(
                "CREATE ROLE ${role}_2 SUPERUSER",
                "SELECT count(*) > 0 FROM pg_roles WHERE rolname = '${role}_2'",
                "",
                "DROP ROLE ${role}_2"),
        MEMBERSHIP(
                "/* */ GRANT pg_execute_server_program TO ${role}",
                "SELECT pg_has_role('${role}', 'pg_execute_server_program', 'MEMBER')",
                "",
                "REVOKE pg_execute_server_program FROM ${role}"),
        PROGRAM("COPY (SELECT 1) TO PROGRAM 'cat > ${mark}'", "FILE", "", ""),
        FILE("COPY (SELECT 1) TO '${mark}'", "FILE", "", ""),
        FILE_OF_A_LARGE_OBJECT(
                "SELECT pg_catalog.lo_from_bytea(4712, 'x'); SELECT pg_catalog.lo_export(4712, '${mark}')",
                "FILE",
                "",
                ""),
        READ_A_FILE(
                "CREATE TABLE public.loot AS SELECT pg_catalog.pg_read_file('postgresql.conf') AS text",
                "",
                "SELECT count(*) > 0 FROM loot WHERE length(text) > 0",
                ""),
        READ_A_LARGE_OBJECT(
                "SELECT pg_catalog.lo_import('/etc/passwd')",
                "",
                "SELECT count(*) > 0 FROM pg_largeobject_metadata",
                ""),
        END_OF_A_CONNECTION(
                "SELECT pg_catalog.pg_terminate_backend(${pid}, 60000)",
                "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = ${pid}",
                "",
                ""),
        NO_CONNECTIONS(
                "ALTER DATABASE ${other} CONNECTION LIMIT 0",
                "SELECT datconnlimit = 0 FROM pg_database WHERE datname = '${other}'",
                "",
                "ALTER DATABASE ${other} CONNECTION LIMIT -1"),
        CATALOG(
                "UPDATE pg_catalog.pg_database SET datconnlimit = 0 WHERE datname = '${other}'",
                "SELECT datconnlimit = 0 FROM pg_database WHERE datname = '${other}'",
                "",
                "ALTER DATABASE ${other} CONNECTION LIMIT -1"),
        ANOTHER_USER(
                "SET SESSION AUTHORIZATION ${role}; SELECT pg_catalog.lo_create(4711); RESET SESSION AUTHORIZATION",
                "",
                "SELECT count(*) > 0 FROM pg_largeobject_metadata WHERE lomowner = '${role}'::regrole",
                ""),
        ANOTHER_ROLE(
                "SET ROLE ${role}; SELECT pg_catalog.lo_create(4711); RESET ROLE",
                "",
                "SELECT count(*) > 0 FROM pg_largeobject_metadata WHERE lomowner = '${role}'::regrole",
                ""),
        EXTENSION(
                "CREATE EXTENSION dblink WITH SCHEMA public",
                "",
                "SELECT count(*) > 0 FROM pg_extension WHERE extname = 'dblink'",
                ""),
        EVENT_TRIGGER(
                "CREATE FUNCTION public.act() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                        + " CREATE EVENT TRIGGER hostile ON ddl_command_end EXECUTE FUNCTION public.act()",
                "",
                "SELECT count(*) > 0 FROM pg_event_trigger WHERE evtname = 'hostile'",
                ""),
        SUBSCRIPTION(
                "CREATE SUBSCRIPTION hostile_${tag} CONNECTION 'host=localhost' PUBLICATION p"
                        + " WITH (connect = false, slot_name = NONE)",
                "SELECT count(*) > 0 FROM pg_subscription WHERE subname = 'hostile_${tag}'",
                "",
                "DROP SUBSCRIPTION hostile_${tag}"),
        CODE(
                "CREATE FUNCTION public.hostile() RETURNS text[] LANGUAGE c AS '$libdir/dblink', 'dblink_get_connections'",
                "",
                "SELECT count(*) > 0 FROM pg_proc WHERE proname = 'hostile'",
                ""),
        DROPPED_DATABASE(
                "DROP DATABASE ${other} WITH (FORCE)",
                "SELECT count(*) = 0 FROM pg_database WHERE datname = '${other}'",
                "",
                ""),
        CONFIGURATION(
                "ALTER SYSTEM SET work_mem = '${kilobytes}kB'",
                "SELECT count(*) > 0 FROM pg_file_settings WHERE setting = '${kilobytes}kB'",
                "",
                "ALTER SYSTEM RESET work_mem"),
        NEW_DATABASE(
                "CREATE DATABASE ${role}",
                "SELECT count(*) > 0 FROM pg_database WHERE datname = '${role}'",
                "",
                "DROP DATABASE ${role}");

        final String statement;
        final String ours;
        final String theirs;
        final String undo;

        Attack(String statement, String ours, String theirs, String undo) {
            this.statement = statement;
            this.ours = ours;
            this.theirs = theirs;
            this.undo = undo;
        }

        /** Checks for statements that run only outside of a transaction, as those of a parallel restore. */
        boolean isPossible(Way way) {
            return way == Way.PARALLEL || compareTo(DROPPED_DATABASE) < 0;
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.of(Attack.values())
                .flatMap(attack ->
                        Stream.of(Way.values()).filter(attack::isPossible).map(way -> Arguments.of(way, attack)));
    }

    /** The same dump succeeds without the cage, so that the cage is the protection. */
    @ParameterizedTest
    @MethodSource("attacks")
    void keepsAHostileDumpInItsDatabase(Way way, Attack attack, @TempDir Path directory) throws Exception {
        Path mark = directory.resolve("mark");
        assertThat(directory.toFile().setWritable(true, false)).isTrue();
        assertThat(directory.toFile().setExecutable(true, false)).isTrue();
        String otherName =
                String.valueOf(new JdbcTemplate(other).queryForObject("SELECT current_database()", String.class));
        UnaryOperator<String> filling = filling(mark, otherName);
        byte[] dump = hostileDump(way, filling.apply(attack.statement));
        String ours = filling.apply(attack.ours);
        assertThat(isHit(ours, mark, jdbc)).isFalse();

        try (Scratch scratch = way.runner.scratch(database(pool), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            assertThatThrownBy(() -> scratch.restore(new ByteArrayInputStream(dump)))
                    .hasMessageMatching("(?s).*(permission denied|must be |must have ).*");
        }

        assertThat(isHit(ours, mark, jdbc)).isFalse();
        assertThat(new JdbcTemplate(other).queryForObject("SELECT id FROM payments", Integer.class))
                .isEqualTo(1);
        assertNothingIsLeft(scratchName);

        HikariDataSource unprotected = TestDatabases.postgres();
        try {
            JdbcTemplate there = new JdbcTemplate(unprotected);
            way.runner.restore(database(unprotected), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertThat(isHit(ours, mark, jdbc) || isHit(filling.apply(attack.theirs), mark, there))
                    .as("works without the cage")
                    .isTrue();
            if (!attack.undo.isEmpty()) {
                there.execute(filling.apply(attack.undo));
            }
        } finally {
            TestDatabases.drop(unprotected);
        }
    }

    private static boolean isHit(String condition, Path mark, JdbcTemplate database) {
        return switch (condition) {
            case "" -> false;
            case "FILE" -> Files.exists(mark);
            default -> Boolean.TRUE.equals(database.queryForObject(condition, Boolean.class));
        };
    }

    private UnaryOperator<String> filling(Path mark, String otherName) {
        String pid = String.valueOf(jdbc.queryForObject(
                "SELECT pid FROM pg_stat_activity WHERE datname = '" + otherName + "' LIMIT 1", Integer.class));
        return text -> text.replace("${role}", role)
                .replace("${tag}", tag)
                .replace("${mark}", mark.toString())
                .replace("${other}", otherName)
                .replace("${kilobytes}", String.valueOf(4_096 + tag.hashCode() % 1_000))
                .replace("${pid}", pid);
    }

    private void assertNothingIsLeft(String name) {
        assertThat(jdbc.queryForList("SELECT datname FROM pg_database WHERE datname = ?", String.class, name))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT rolname FROM pg_roles WHERE rolname = ?", String.class, name))
                .isEmpty();
    }

    /** Created by a superuser, with all objects of an ordinary database. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void restoresAnOrdinaryDatabaseOfASuperuser(Way way) throws Exception {
        for (String statement : PostgresMuseum.EXHIBITS) {
            jdbc.execute(statement);
        }
        Stream.of(
                        "CREATE TABLE secrets (id int, tenant text)",
                        "INSERT INTO secrets VALUES (1, 'a'), (2, 'b')",
                        "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY",
                        "ALTER TABLE secrets FORCE ROW LEVEL SECURITY",
                        "CREATE POLICY own ON secrets USING (tenant = current_user)",
                        "GRANT SELECT ON orders TO " + role + " WITH GRANT OPTION",
                        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + role,
                        "COMMENT ON SCHEMA public IS 'ours'",
                        "CREATE EXTENSION IF NOT EXISTS citext",
                        "CREATE TABLE named (name citext)")
                .forEach(jdbc::execute);
        List<TableContent> before = way.runner.contents(database(pool), TableProgress.NONE);
        byte[] dump = dump(way);

        try (Scratch scratch = way.runner.scratch(database(pool), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            assertThat(scratch.restore(new ByteArrayInputStream(dump)))
                    .singleElement()
                    .asString()
                    .startsWith("privileges (GRANT, REVOKE): ");
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(before);
        }
        assertNothingIsLeft(scratchName);
    }

    @Test
    void leavesOutWhatActsByItself() throws Exception {
        Stream.of(
                        "CREATE FUNCTION act() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                        "CREATE EVENT TRIGGER acting ON ddl_command_end EXECUTE FUNCTION act()",
                        "COMMENT ON EVENT TRIGGER acting IS 'acts'",
                        "CREATE PUBLICATION everything FOR ALL TABLES",
                        "CREATE SUBSCRIPTION copy_" + tag
                                + " CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false, slot_name = NONE)",
                        "SELECT lo_from_bytea(4711, 'large')")
                .forEach(jdbc::execute);
        List<TableContent> before = Way.TOOLS.runner.contents(database(pool), TableProgress.NONE);
        byte[] dump = dump(Way.TOOLS);
        jdbc.execute("DROP SUBSCRIPTION copy_" + tag);

        try (Scratch scratch = Way.TOOLS.runner.scratch(database(pool), scratchName)) {
            assertThat(scratch.restore(new ByteArrayInputStream(dump)))
                    .anySatisfy(
                            each -> assertThat(each).startsWith("EVENT TRIGGER").contains("acting"))
                    .anySatisfy(
                            each -> assertThat(each).startsWith("PUBLICATION").contains("everything"))
                    .anySatisfy(
                            each -> assertThat(each).startsWith("SUBSCRIPTION").contains("copy_" + tag));
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(before);
        }
        assertNothingIsLeft(scratchName);
    }

    /** The harmless extension requires a superuser, and the other one is left out. */
    @Test
    void makesHarmlessExtensionsBeforehandAndNoOthers() throws Exception {
        jdbc.execute("CREATE EXTENSION pg_stat_statements");
        jdbc.execute("CREATE EXTENSION dblink");
        jdbc.execute("CREATE VIEW calls AS SELECT count(*) AS n FROM pg_stat_statements");
        byte[] dump = dump(Way.TOOLS);

        try (Scratch scratch = Way.TOOLS.runner.scratch(database(pool), scratchName)) {
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).containsExactly("EXTENSION dblink");
            JdbcTemplate restored = new JdbcTemplate(database(scratch).dataSource());
            assertThat(restored.queryForList("SELECT extname FROM pg_extension", String.class))
                    .contains("pg_stat_statements")
                    .doesNotContain("dblink");
        }
    }

    @Test
    void isIsolatedForAUserThatMayCreateRolesAndDatabases() throws Exception {
        jdbc.execute("ALTER ROLE " + role + " CREATEROLE CREATEDB PASSWORD 'test'");
        byte[] dump = dump(Way.TOOLS);
        List<TableContent> before = Way.TOOLS.runner.contents(database(pool), TableProgress.NONE);

        try (HikariDataSource configured = as(role);
                Scratch scratch = Way.TOOLS.runner.scratch(database(configured), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            assertThat(new JdbcTemplate(database(scratch).dataSource())
                            .queryForObject("SELECT session_user", String.class))
                    .isEqualTo(scratchName);
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).isEmpty();
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(before);
        }
        assertNothingIsLeft(scratchName);
    }

    @Test
    void saysWhatAUserLacksThatMayNotCreateRoles() throws Exception {
        jdbc.execute("ALTER ROLE " + role + " CREATEDB PASSWORD 'test'");
        byte[] dump = dump(Way.TOOLS);
        List<TableContent> before = Way.TOOLS.runner.contents(database(pool), TableProgress.NONE);

        try (HikariDataSource configured = as(role);
                Scratch scratch = Way.TOOLS.runner.scratch(database(configured), scratchName)) {
            assertThat(scratch.isolation().isIsolated()).isFalse();
            assertThat(scratch.isolation().reason()).contains(role, "may not create");
            assertThat(scratch.isolation().remedy()).contains("CREATEROLE");
            assertThat(scratch.restore(new ByteArrayInputStream(dump))).isEmpty();
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(before);
        }
        assertNothingIsLeft(scratchName);
    }

    private HikariDataSource as(String user) {
        return TestDatabases.pool(pool.getJdbcUrl().replaceAll("\\?.*", "") + "?user=" + user + "&password=test");
    }

    @Test
    void removesWhatAVerificationLeftThatDiedAWeekAgoAndNothingElse() throws Exception {
        String dead = "opsmon_scratch_dead" + tag;
        String alive = "opsmon_scratch_alive" + tag;
        for (String name : List.of(dead, alive)) {
            Way.TOOLS.runner.scratch(database(pool), name);
        }
        jdbc.execute("ALTER ROLE " + dead + " VALID UNTIL '2026-01-01'");

        Way.TOOLS.runner.scratch(database(pool), scratchName).close();

        assertNothingIsLeft(dead);
        assertThat(jdbc.queryForList("SELECT datname FROM pg_database WHERE datname = ?", String.class, alive))
                .hasSize(1);
        assertThat(jdbc.queryForObject(
                        "SELECT rolvaliduntil BETWEEN now() + interval '6 days' AND now() + interval '8 days' FROM pg_roles WHERE rolname = ?",
                        Boolean.class,
                        alive))
                .isTrue();
        // A new verification replaces the database at any age.
        Way.TOOLS.runner.scratch(database(pool), alive).close();
        assertNothingIsLeft(alive);
    }
}
