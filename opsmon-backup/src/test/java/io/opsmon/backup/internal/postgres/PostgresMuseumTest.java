package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.Exhibit;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.PsqlReader;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each database of {@code museum/postgres}, dumped and restored in each way by a user who is no superuser. */
class PostgresMuseumTest {

    private static final String PASSWORD = "museum";

    private final HikariDataSource pool = TestDatabases.postgres();
    private final HikariDataSource other = TestDatabases.postgres();
    private final JdbcTemplate superuser = new JdbcTemplate(pool);
    private final String tag = UUID.randomUUID().toString().substring(0, 8);
    private final String app = "app_" + tag;
    private final String role = "role_" + tag;

    /** The ways to dump and to restore. */
    enum Way {
        TOOLS(new PostgresRunner(DumpMethod.TOOLS, null, 1)),
        PARALLEL(new PostgresRunner(DumpMethod.TOOLS, null, 2)),
        DRIVER(new PostgresRunner(DumpMethod.JDBC, null, 1));

        final PostgresRunner runner;

        Way(PostgresRunner runner) {
            this.runner = runner;
        }

        List<String> expected(Exhibit exhibit, String kind) {
            return exhibit.expected(kind, this == DRIVER);
        }
    }

    static Stream<Arguments> exhibits() throws IOException {
        return Exhibit.inWays("postgres", Way.values());
    }

    @BeforeEach
    void createUser() throws InterruptedException {
        TestTools.require("pg_dump");
        superuser.execute("CREATE ROLE " + app + " LOGIN CREATEDB CREATEROLE PASSWORD '" + PASSWORD + "'");
        give(pool);
        give(other);
    }

    private void give(HikariDataSource database) {
        JdbcTemplate there = new JdbcTemplate(database);
        there.execute("ALTER DATABASE " + there.queryForObject("SELECT current_database()", String.class) + " OWNER TO "
                + app);
    }

    @AfterEach
    void dropAll() {
        TestDatabases.drop(other);
        List<String> roles =
                superuser.queryForList("SELECT rolname FROM pg_roles WHERE rolname IN (?, ?)", String.class, app, role);
        for (String each : roles) {
            superuser.execute("REASSIGN OWNED BY " + each + " TO CURRENT_USER");
            superuser.execute("DROP OWNED BY " + each);
        }
        roles.forEach(each -> superuser.execute("DROP ROLE " + each));
        TestDatabases.drop(pool);
    }

    @ParameterizedTest
    @MethodSource("exhibits")
    void carriesOrRefusesByName(Exhibit exhibit, Way way) throws Exception {
        run(exhibit, "superuser", "application");
        BackupDatabase source = ofApplication(pool);

        List<BackupFinding> findings = way.runner.inspect(source);
        assertThat(findings.stream().map(BackupFinding::code).distinct())
                .as("findings")
                .containsExactlyInAnyOrderElementsOf(way.expected(exhibit, "finding"));
        List<String> refusals = way.expected(exhibit, "refused");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        if (!refusals.isEmpty()) {
            assertThatThrownBy(() -> way.runner.dump(source, dump, TableProgress.NONE))
                    .hasMessageContainingAll(refusals.toArray(String[]::new));
            return;
        }
        DumpReport report = way.runner.dump(source, dump, TableProgress.NONE);
        String before = whole(pool);
        run(exhibit, "later");

        assertVerifies(exhibit, way, dump.toByteArray(), report.tables());
        assertMatch(
                intoEmpty(exhibit, way, dump.toByteArray(), report.tables(), before),
                way.expected(exhibit, "warning"),
                true);
        List<String> warnings = way.runner
                .restore(source, new ByteArrayInputStream(dump.toByteArray()), RestoreScope.REPLACE)
                .warnings();
        assertMatch(warnings, way.expected(exhibit, "warning"), false);
        assertRestored(exhibit, way, pool, report.tables(), before);
    }

    private void assertVerifies(Exhibit exhibit, Way way, byte[] dump, List<TableContent> tables) throws Exception {
        BackupDatabase server = new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null);
        for (boolean isServer : new boolean[] {false, true}) {
            BackupDatabase user = isServer ? server : ofApplication(pool);
            try (Scratch scratch = way.runner.scratch(user, "opsmon_scratch_" + tag)) {
                assertThat(scratch.isolation().isIsolated()).isTrue();
                List<String> notChecked = scratch.restore(new ByteArrayInputStream(dump)).stream()
                        .filter(each -> !each.startsWith("privileges"))
                        .toList();
                assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(tables);
                assertMatch(notChecked, way.expected(exhibit, "not checked"), !isServer);
            }
        }
        // Without the right to create roles, the statements run with the rights of the user.
        superuser.execute("ALTER ROLE " + app + " NOCREATEROLE");
        try (Scratch scratch = way.runner.scratch(ofApplication(pool), "opsmon_scratch_" + tag)) {
            assertThat(scratch.isolation().isIsolated()).isFalse();
            scratch.restore(new ByteArrayInputStream(dump));
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(tables);
        }
    }

    private List<String> intoEmpty(Exhibit exhibit, Way way, byte[] dump, List<TableContent> tables, String before)
            throws Exception {
        for (Exhibit.Section section : exhibit.statements()) {
            if (section.name().equals("elsewhere")) {
                execute(section, other);
            }
        }
        List<String> warnings = way.runner
                .restore(ofApplication(other), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY)
                .warnings();
        assertRestored(exhibit, way, other, tables, before);
        return warnings;
    }

    private void assertRestored(
            Exhibit exhibit, Way way, HikariDataSource database, List<TableContent> tables, String before)
            throws Exception {
        assertThat(way.runner.contents(ofApplication(database), TableProgress.NONE))
                .isEqualTo(tables);
        List<String> changed = changes(before, whole(database)).stream()
                .filter(line -> way.expected(exhibit, "changes").stream()
                        .map(this::filled)
                        .noneMatch(line::contains))
                .toList();
        assertThat(changed).as("changes of pg_dump").isEmpty();
        for (String check : way.expected(exhibit, "check")) {
            assertThat(new JdbcTemplate(ofApplication(database).dataSource()).queryForObject(check, Boolean.class))
                    .as(check)
                    .isTrue();
        }
    }

    private void assertMatch(List<String> said, List<String> expected, boolean isComplete) {
        List<String> texts = expected.stream().map(this::filled).toList();
        assertThat(said).noneMatch(each -> each.contains("secret"));
        assertThat(said).allMatch(each -> texts.stream().anyMatch(each::contains));
        if (isComplete) {
            assertThat(texts).allMatch(text -> said.stream().anyMatch(each -> each.contains(text)));
        }
    }

    private void execute(Exhibit.Section section, DataSource database) throws Exception {
        PsqlReader reader =
                new PsqlReader(new ByteArrayInputStream(filled(section.sql()).getBytes(StandardCharsets.UTF_8)));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            while (reader.next()) {
                statement.execute(reader.sql());
            }
        }
    }

    private void run(Exhibit exhibit, String... sections) throws Exception {
        for (Exhibit.Section section : exhibit.statements()) {
            if (List.of(sections).contains(section.name())) {
                execute(
                        section,
                        section.name().equals("application")
                                ? ofApplication(pool).dataSource()
                                : pool);
            }
        }
    }

    private String filled(String text) {
        return text.replace("${app}", app).replace("${role}", role);
    }

    private BackupDatabase ofApplication(HikariDataSource database) {
        String name = database.getJdbcUrl().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
        return BackupDatabase.unpooled(
                "main", PostgresAddress.inDatabaseAs(database.getJdbcUrl(), name), app, PASSWORD);
    }

    private static String whole(HikariDataSource pool) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new ToolProcess(
                        List.of("/usr/bin/env", "pg_dump", "--no-owner"),
                        PostgresAddress.of(new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null))
                                .environment(),
                        List.of())
                .run(process -> process.getInputStream().transferTo(said));
        return said.toString(StandardCharsets.UTF_8);
    }

    /** The lines that only one of the outputs has, without comments and random keys. */
    private static List<String> changes(String before, String after) {
        List<String> changes = new ArrayList<>(lines(before));
        for (String line : lines(after)) {
            if (!changes.remove(line)) {
                changes.add("+ " + line);
            }
        }
        return changes;
    }

    private static List<String> lines(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--") && !line.matches("\\\\(un)?restrict .*"))
                .toList();
    }
}
