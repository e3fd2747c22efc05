package io.opsmon.backup.internal.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.Exhibit;
import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.engine.Differences;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.util.ScriptReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each database of {@code museum/h2}, dumped, verified and restored. */
class H2MuseumTest {

    /** A database of another application, which a restore replaces. */
    private static final String REPLACED = """
            CREATE SCHEMA "Old stock";
            CREATE DOMAIN "Old stock".code AS varchar(9) CHECK (length(value) > 1);
            CREATE SEQUENCE "Old stock".numbers START WITH 9;
            CREATE TABLE "Old stock".shelves (id bigint DEFAULT NEXT VALUE FOR "Old stock".numbers PRIMARY KEY, code "Old stock".code);
            CREATE TABLE boxes (id int PRIMARY KEY, shelf bigint REFERENCES "Old stock".shelves, size int, area int GENERATED ALWAYS AS (size * size));
            CREATE TABLE lids (id int PRIMARY KEY, box int DEFAULT (SELECT max(id) FROM boxes));
            CREATE GLOBAL TEMPORARY TABLE counting (id int PRIMARY KEY);
            CREATE TRIGGER watch BEFORE INSERT ON lids FOR EACH ROW AS 'org.h2.api.Trigger create() { return (c, o, n) -> {}; }';
            CREATE VIEW full_boxes AS SELECT id FROM boxes WHERE area > 1;
            CREATE VIEW "Old stock".fuller AS SELECT id FROM full_boxes;
            CREATE SYNONYM crates FOR boxes;
            CREATE ALIAS smaller FOR 'java.lang.Math.min(int,int)';
            CREATE CONSTANT most_boxes VALUE 7;
            CREATE ROLE packer;
            GRANT SELECT ON boxes TO packer;
            INSERT INTO "Old stock".shelves (code) VALUES ('a1');
            INSERT INTO boxes (id, shelf, size) VALUES (1, 9, 3);
            CREATE TABLE opsmon_kept (id int PRIMARY KEY, said varchar(9));
            INSERT INTO opsmon_kept VALUES (1, 'kept');
            """;

    private final H2Runner runner = new H2Runner();

    static Stream<Exhibit> exhibits() throws IOException {
        return Exhibit.all("h2");
    }

    @ParameterizedTest
    @MethodSource("exhibits")
    void carriesOrRefusesByName(Exhibit exhibit) throws Exception {
        try (HikariDataSource source = database(exhibit, "settings")) {
            run(sql(exhibit, "application"), source);
            assertThat(runner.inspect(backup(source)).stream()
                            .map(BackupFinding::code)
                            .distinct())
                    .as("findings")
                    .containsExactlyInAnyOrderElementsOf(expected(exhibit, "finding"));
            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            List<String> refusals = expected(exhibit, "refused");
            if (!refusals.isEmpty()) {
                assertThatThrownBy(() -> runner.dump(backup(source), dump, TableProgress.NONE))
                        .hasMessageContainingAll(refusals.toArray(String[]::new));
                assertThat(dump.size()).isZero();
                assertReplacesNothing(source, refusals);
                return;
            }
            DumpReport report = runner.dump(backup(source), dump, TableProgress.NONE);
            List<String> before = script(source);
            run(sql(exhibit, "later"), source);

            // Another process does most of the work.
            FutureTask<Void> verification = new FutureTask<>(() -> {
                assertVerifies(exhibit, source, dump.toByteArray(), report.tables());
                return null;
            });
            new Thread(verification, "verification").start();
            try (HikariDataSource empty = database(exhibit, "elsewhere")) {
                restore(exhibit, empty, dump, RestoreScope.INTO_EMPTY);
                assertRestored(exhibit, empty, report.tables(), before, false);
            }
            try (HikariDataSource other = database(exhibit, "elsewhere")) {
                // The names of constraints without a name are short and few, so that dumps have the same names.
                for (int table = 0; table < 30; table++) {
                    run("CREATE TABLE opsmon_" + table + " (id int PRIMARY KEY, code int UNIQUE);", other);
                }
                run(REPLACED, other);
                restore(exhibit, other, dump, RestoreScope.REPLACE);
                assertThat(new JdbcTemplate(other).queryForList("SELECT said FROM opsmon_kept", String.class))
                        .containsExactly("kept");
                for (String own : new JdbcTemplate(other)
                        .queryForList(
                                "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE LOWER(TABLE_NAME) LIKE"
                                        + " 'opsmon%'",
                                String.class)) {
                    new JdbcTemplate(other).execute("DROP TABLE " + own);
                }
                new JdbcTemplate(other).execute("DROP ROLE packer");
                assertRestored(exhibit, other, report.tables(), before, true);
            }
            verification.get();
            restore(exhibit, source, dump, RestoreScope.REPLACE);
            assertRestored(exhibit, source, report.tables(), before, true);
        }
    }

    private void assertVerifies(Exhibit exhibit, HikariDataSource source, byte[] dump, List<TableContent> tables)
            throws Exception {
        try (Scratch scratch = runner.scratch(backup(source), "opsmon_scratch_museum")) {
            assertThat(scratch.isolation().isIsolated()).isTrue();
            List<String> notChecked = scratch.restore(new ByteArrayInputStream(dump));
            assertThat(Differences.between(tables, scratch.contents(TableProgress.NONE)))
                    .isEmpty();
            assertThat(notChecked).containsExactlyInAnyOrderElementsOf(expected(exhibit, "not checked"));
        }
    }

    private void restore(Exhibit exhibit, HikariDataSource target, ByteArrayOutputStream dump, RestoreScope scope)
            throws Exception {
        assertThat(runner.restore(backup(target), new ByteArrayInputStream(dump.toByteArray()), scope)
                        .warnings())
                .containsExactlyInAnyOrderElementsOf(expected(exhibit, "warning"));
    }

    private void assertRestored(
            Exhibit exhibit,
            HikariDataSource database,
            List<TableContent> tables,
            List<String> before,
            boolean isReplaced)
            throws Exception {
        assertThat(Differences.between(
                        withoutOwn(tables, TableContent::name, isReplaced),
                        withoutOwn(
                                runner.contents(backup(database), TableProgress.NONE), TableContent::name, isReplaced)))
                .isEmpty();
        List<String> changes = new ArrayList<>(withoutOwn(before, line -> line, isReplaced));
        for (String line : withoutOwn(script(database), line -> line, isReplaced)) {
            if (!changes.remove(line)) {
                changes.add("+ " + line);
            }
        }
        changes.removeIf(line -> expected(exhibit, "changes").stream().anyMatch(line::contains));
        assertThat(changes).as("changes of SCRIPT").isEmpty();
        for (String check : expected(exhibit, "check")) {
            assertThat(new JdbcTemplate(database).queryForObject(check, Boolean.class))
                    .as(check)
                    .isTrue();
        }
    }

    private static <T> List<T> withoutOwn(List<T> all, Function<T, String> text, boolean isReplaced) {
        return all.stream()
                .filter(each -> !isReplaced || !text.apply(each).contains("opsmon_"))
                .toList();
    }

    /** Neither a restore into the database nor over the database begins. */
    private void assertReplacesNothing(HikariDataSource database, List<String> refusals) throws Exception {
        byte[] dump;
        try (HikariDataSource other = TestDatabases.h2()) {
            run("CREATE TABLE small (id int PRIMARY KEY);", other);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            runner.dump(backup(other), out, TableProgress.NONE);
            dump = out.toByteArray();
        }
        List<String> before = script(database);
        assertThatThrownBy(() -> runner.restore(backup(database), new ByteArrayInputStream(dump), RestoreScope.REPLACE))
                .isInstanceOf(SQLException.class)
                .isNotInstanceOf(HalfRestoredException.class)
                .hasMessageContainingAll(refusals.toArray(String[]::new));
        assertThat(script(database)).isEqualTo(before);
    }

    private static List<String> expected(Exhibit exhibit, String kind) {
        return exhibit.expected(kind, true);
    }

    private static String sql(Exhibit exhibit, String section) {
        return exhibit.statements().stream()
                .filter(each -> each.name().equals(section))
                .map(Exhibit.Section::sql)
                .collect(Collectors.joining());
    }

    private static HikariDataSource database(Exhibit exhibit, String kind) {
        List<String> settings =
                expected(exhibit, kind).isEmpty() ? expected(exhibit, "settings") : expected(exhibit, kind);
        return TestDatabases.h2(String.join(";", settings));
    }

    private static BackupDatabase backup(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static void run(String sql, HikariDataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ScriptReader statements = new ScriptReader(new StringReader(sql))) {
            statements.setSkipRemarks(true);
            for (String each = statements.readStatement(); each != null; each = statements.readStatement()) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    /** The statements of SCRIPT and the synonyms, which SCRIPT omits. */
    private static List<String> script(HikariDataSource database) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "SCRIPT NODATA",
                    "SELECT 'synonym ' || SYNONYM_SCHEMA || '.' || SYNONYM_NAME || ' for ' || SYNONYM_FOR_SCHEMA || '.'"
                            + " || SYNONYM_FOR FROM INFORMATION_SCHEMA.SYNONYMS",
                    "SELECT 'view ' || TABLE_SCHEMA || '.' || TABLE_NAME || ' is ' || STATUS FROM"
                            + " INFORMATION_SCHEMA.VIEWS WHERE LOWER(TABLE_SCHEMA) NOT IN ('information_schema',"
                            + " 'pg_catalog')")) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        lines.add(rows.getString(1).replaceFirst("(CREATE USER \\S+ \"SA\") SALT.*", "$1"));
                    }
                }
            }
        }
        return lines;
    }
}
