package io.opsmon.backup.internal.mariadb;

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
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each database of {@code museum/mariadb}, dumped and restored in each way by a user who is no superuser. */
class MariaDbMuseumTest {

    private static final String PASSWORD = "museum";

    private final HikariDataSource pool = TestDatabases.mariaDb();
    private final HikariDataSource other = TestDatabases.mariaDb();
    private final JdbcTemplate superuser = new JdbcTemplate(pool);
    private final String tag = UUID.randomUUID().toString().substring(0, 8);
    private final String app = "app_" + tag;
    private final String admin = "admin_" + tag;
    private long packet;

    /** The ways to dump and to restore. */
    enum Way {
        TOOLS(new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools())),
        DRIVER(new MariaDbRunner(DumpMethod.JDBC, null));

        final MariaDbRunner runner;

        Way(MariaDbRunner runner) {
            this.runner = runner;
        }

        List<String> expected(Exhibit exhibit, String kind) {
            return exhibit.expected(kind, this == DRIVER);
        }
    }

    static Stream<Arguments> exhibits() throws IOException {
        return Exhibit.inWays("mariadb", Way.values());
    }

    @BeforeEach
    void createUsers() {
        packet = Objects.requireNonNull(superuser.queryForObject("SELECT @@max_allowed_packet", Long.class));
        superuser.execute("CREATE USER " + app + "@localhost IDENTIFIED BY '" + PASSWORD + "'");
        superuser.execute("CREATE USER " + admin + "@localhost IDENTIFIED BY '" + PASSWORD + "'");
        for (HikariDataSource each : List.of(pool, other)) {
            superuser.execute("GRANT ALL ON " + name(each) + ".* TO " + app + "@localhost");
        }
        superuser.execute("GRANT ALL ON *.* TO " + admin + "@localhost");
    }

    @AfterEach
    void dropAll() {
        superuser.execute("SET GLOBAL max_allowed_packet = " + packet);
        superuser.execute("DROP USER IF EXISTS " + app + "@localhost, " + admin + "@localhost");
        TestDatabases.drop(other);
        TestDatabases.drop(pool);
    }

    @ParameterizedTest
    @MethodSource("exhibits")
    void carriesOrRefusesByName(Exhibit exhibit, Way way) throws Exception {
        run(exhibit, "administrator", "application", "superuser");
        BackupDatabase source = ofApplication(pool, exhibit);

        List<BackupFinding> findings = way.runner.inspect(source);
        assertThat(findings.stream().map(BackupFinding::code).distinct())
                .as("findings")
                .containsExactlyInAnyOrderElementsOf(way.expected(exhibit, "finding"));
        List<String> refusals =
                way.expected(exhibit, "refused").stream().map(this::filled).toList();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        if (!refusals.isEmpty()) {
            assertThatThrownBy(() -> way.runner.dump(source, written, TableProgress.NONE))
                    .hasMessageContainingAll(refusals.toArray(String[]::new));
            assertThat(written.size()).isZero();
            return;
        }
        DumpReport report = way.runner.dump(source, written, TableProgress.NONE);
        byte[] dump = written.toByteArray();
        String before = MariaDbOutput.of(pool, findings);
        run(exhibit, "later");

        assertVerifies(exhibit, way, dump, report.tables());
        List<String> warnings = way.runner
                .restore(ofApplication(other, exhibit), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY)
                .warnings();
        assertMatch(warnings, way.expected(exhibit, "warning"));
        assertRestored(exhibit, way, other, report.tables(), before, findings);
        warnings = way.runner
                .restore(source, new ByteArrayInputStream(dump), RestoreScope.REPLACE)
                .warnings();
        assertMatch(warnings, way.expected(exhibit, "warning"));
        assertRestored(exhibit, way, pool, report.tables(), before, findings);
    }

    private void assertVerifies(Exhibit exhibit, Way way, byte[] dump, List<TableContent> tables) throws Exception {
        BackupDatabase server = new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null);
        try (Scratch scratch = way.runner.scratch(server, "opsmon_scratch_" + tag)) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            List<String> notChecked = scratch.restore(new ByteArrayInputStream(dump));
            assertThat(scratch.contents(TableProgress.NONE)).isEqualTo(tables);
            assertMatch(notChecked, way.expected(exhibit, "not checked"));
        }
    }

    private void assertRestored(
            Exhibit exhibit,
            Way way,
            HikariDataSource database,
            List<TableContent> tables,
            String before,
            List<BackupFinding> findings)
            throws Exception {
        assertThat(way.runner.contents(ofApplication(database, exhibit), TableProgress.NONE))
                .isEqualTo(tables);
        List<String> changed = changes(before, MariaDbOutput.of(database, findings)).stream()
                .filter(line -> way.expected(exhibit, "changes").stream()
                        .map(this::filled)
                        .noneMatch(line::contains))
                .toList();
        assertThat(changed).as("changes of mariadb-dump").isEmpty();
        for (String check : way.expected(exhibit, "check")) {
            assertThat(new JdbcTemplate(ofApplication(database, exhibit).dataSource())
                            .queryForObject(filled(check), Boolean.class))
                    .as(check)
                    .isTrue();
        }
    }

    private void assertMatch(List<String> said, List<String> expected) {
        List<String> texts = expected.stream().map(this::filled).toList();
        assertThat(said).allMatch(each -> texts.stream().anyMatch(each::contains));
        assertThat(texts).allMatch(text -> said.stream().anyMatch(each -> each.contains(text)));
    }

    private void run(Exhibit exhibit, String... sections) throws SQLException {
        for (Exhibit.Section section : exhibit.statements()) {
            if (List.of(sections).contains(section.name())) {
                DataSource user = switch (section.name()) {
                    case "application" -> as(pool, app, "");
                    case "administrator" -> as(pool, admin, "");
                    default -> pool;
                };
                execute(section.sql(), user);
            }
        }
    }

    private void execute(String sql, DataSource user) throws SQLException {
        try (Connection connection = user.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            // A block in BEGIN and END is indented.
            for (String each : filled(sql).split(";\n(?! )")) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    private String filled(String text) {
        return text.replace("${app}", app).replace("${admin}", admin).replace("${database}", name(pool));
    }

    private static String name(HikariDataSource database) {
        return database.getJdbcUrl().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    private BackupDatabase ofApplication(HikariDataSource database, Exhibit exhibit) {
        String session = String.join("", exhibit.expected("session", false));
        return BackupDatabase.unpooled("main", url(database, session), app, PASSWORD);
    }

    private static DataSource as(HikariDataSource database, String user, String session) {
        return BackupDatabase.unpooled("main", url(database, session), user, PASSWORD)
                .dataSource();
    }

    private static String url(HikariDataSource database, String session) {
        return database.getJdbcUrl().replaceFirst("\\?.*", "")
                + (session.isEmpty() ? "" : "?sessionVariables=" + session);
    }

    /** The lines that only one of the outputs has. */
    private static List<String> changes(String before, String after) {
        List<String> changes = new ArrayList<>(before.lines().toList());
        for (String line : after.lines().toList()) {
            if (!changes.remove(line)) {
                changes.add("+ " + line);
            }
        }
        return changes.stream().map(MariaDbMuseumTest::shortened).toList();
    }

    private static String shortened(String line) {
        return line.substring(0, Math.min(line.length(), 400));
    }
}
