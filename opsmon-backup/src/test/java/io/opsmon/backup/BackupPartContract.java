package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.engine.Differences;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of every runner for parts of a database. */
public abstract class BackupPartContract {

    private static final String SECRET = "a note that only the log has";

    protected final BackupRunner runner;
    protected HikariDataSource pool;
    protected JdbcTemplate jdbc;

    protected BackupPartContract(BackupRunner runner) {
        this.runner = runner;
    }

    /** A new, empty database. */
    protected abstract HikariDataSource empty();

    /** More objects: of the tables {@code audit_log} and {@code purchase}. */
    protected abstract List<String> more();

    /** The schema of the tables, with a dot; empty if the database has none. */
    protected abstract String schema();

    /** A name in quotes of the database. */
    protected abstract String quoted(String name);

    /** A text type for large values, which some databases store apart. */
    protected abstract String largeText();

    @BeforeEach
    void fill() {
        pool = empty();
        jdbc = new JdbcTemplate(pool);
        jdbc.execute("CREATE TABLE customer (id int PRIMARY KEY, name varchar(50))");
        jdbc.execute("CREATE TABLE purchase (id int PRIMARY KEY, customer int, CONSTRAINT of_customer FOREIGN KEY"
                + " (customer) REFERENCES customer (id))");
        jdbc.execute("CREATE TABLE audit_log (id int PRIMARY KEY, note varchar(200), page " + largeText() + ")");
        jdbc.execute("CREATE INDEX by_note ON audit_log (note)");
        jdbc.execute("CREATE TABLE " + quoted("it's ünï") + " (id int PRIMARY KEY, note varchar(200))");
        jdbc.execute("CREATE VIEW recent AS SELECT id, note FROM audit_log WHERE id > 1");
        jdbc.execute("CREATE VIEW buyer AS SELECT name FROM customer");
        more().forEach(jdbc::execute);
        jdbc.update("INSERT INTO customer (id, name) VALUES (1, 'Li; \"INSERT INTO')");
        jdbc.update("INSERT INTO purchase (id, customer) VALUES (1, 1), (2, 1)");
        jdbc.update(
                "INSERT INTO audit_log (id, note, page) VALUES (1, ?, ?)", SECRET, (SECRET + "; ' -- ").repeat(3_000));
        jdbc.update("INSERT INTO audit_log (id, note, page) VALUES (2, ?, NULL)", SECRET);
        jdbc.update("INSERT INTO " + quoted("it's ünï") + " VALUES (1, ?)", SECRET);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static BackupPart part(List<String> include, List<String> exclude, List<String> excludeData) {
        return new BackupPart(include, exclude, excludeData, false);
    }

    /** Dumps a part, restores the dump into a scratch and an empty database, and compares. */
    private DumpReport roundTrip(BackupPart part, String... tables) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(pool), part, out, TableProgress.NONE);
        byte[] dump = out.toByteArray();
        assertThat(report.tables())
                .extracting(table -> table.name() + " " + table.rows())
                .containsExactlyInAnyOrder(tables);
        assertThat(new String(dump, StandardCharsets.UTF_8)).doesNotContain(SECRET);
        try (Scratch scratch = runner.scratch(database(pool), "opsmon_scratch_part" + System.nanoTime())) {
            scratch.restore(new ByteArrayInputStream(dump));
            assertThat(Differences.between(report.tables(), scratch.contents(TableProgress.NONE)))
                    .isEmpty();
        }
        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(fresh), TableProgress.NONE))
                    .extracting(TableContent::name, TableContent::rows)
                    .isEqualTo(report.tables().stream()
                            .map(table -> org.assertj.core.groups.Tuple.tuple(table.name(), table.rows()))
                            .toList());
        }
        return report;
    }

    @Test
    void leavesOutTablesWithEverythingOfTheirs() throws Exception {
        BackupPart part = part(List.of(), List.of("audit_*", "recent", "it?s ün?"), List.of());

        DumpReport report = roundTrip(part, "customer 1", "purchase 2");

        assertThat(report.leftOut().rows()).isEmpty();
        assertThat(report.leftOut().tables())
                .containsExactlyInAnyOrder(schema() + "audit_log", schema() + "recent", schema() + "it's ünï");
        assertThat(report.findings())
                .filteredOn(each -> each.code().equals("PART"))
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.severity()).isEqualTo(Severity.NOTE);
                    assertThat(note.object()).isEqualTo("3 tables and views");
                    assertThat(note.problem()).contains("does not contain", "audit_log", "it's ünï", "recent");
                });
    }

    @Test
    void leavesOutRows() throws Exception {
        BackupPart part = part(List.of(), List.of(), List.of("audit_log", "it's ünï"));

        DumpReport report = roundTrip(part, "customer 1", "purchase 2", "audit_log 0", "it's ünï 0");

        assertThat(report.leftOut().tables()).isEmpty();
        assertThat(report.leftOut().rows()).containsExactlyInAnyOrder(schema() + "audit_log", schema() + "it's ünï");
    }

    @Test
    void leavesOutAllRows() throws Exception {
        DumpReport report = roundTrip(
                new BackupPart(List.of(), List.of(), List.of(), true),
                "customer 0",
                "purchase 0",
                "audit_log 0",
                "it's ünï 0");

        assertThat(report.leftOut().rows()).hasSize(4);
    }

    @Test
    void containsOnlyWhatIsIncluded() throws Exception {
        BackupPart part = part(List.of("PURCHASE", "*.cust*", "buyer"), List.of(), List.of());
        DumpReport report = roundTrip(part, "customer 1", "purchase 2");

        assertThat(report.leftOut().tables())
                .containsExactlyInAnyOrder(schema() + "audit_log", schema() + "recent", schema() + "it's ünï");
    }

    private List<String> refusals(BackupPart part) throws Exception {
        List<BackupFinding> refusals = runner.inspect(database(pool), part).stream()
                .filter(each -> each.severity() == Severity.REFUSAL)
                .toList();
        if (!refusals.isEmpty()) {
            assertThatThrownBy(() -> runner.dump(
                            database(pool), part, ByteArrayOutputStream.nullOutputStream(), TableProgress.NONE))
                    .hasMessageContaining(refusals.get(0).problem());
        }
        return refusals.stream()
                .map(each -> each.code() + (each.object().startsWith("include") ? " " + each.object() : ""))
                .distinct()
                .toList();
    }

    @Test
    void refusesAKeyToATableThatIsLeftOut() throws Exception {
        BackupPart part = part(List.of(), List.of("customer", "buyer"), List.of());

        assertThat(refusals(part)).containsExactly("PART_NEEDS_TABLE");
        assertThat(runner.inspect(database(pool), part))
                .filteredOn(each -> each.severity() == Severity.REFUSAL)
                .singleElement()
                .satisfies(each -> assertThat(each.object()).containsIgnoringCase("of_customer"));
    }

    @Test
    void refusesAKeyToRowsThatAreLeftOut() throws Exception {
        assertThat(refusals(part(List.of(), List.of(), List.of("customer")))).containsExactly("PART_NEEDS_ROWS");
        assertThat(refusals(part(List.of(), List.of(), List.of("customer", "purchase"))))
                .isEmpty();
    }

    @Test
    void refusesAViewOverATableThatIsLeftOut() throws Exception {
        BackupPart part = part(List.of(), List.of("audit_log"), List.of());

        assertThat(refusals(part)).containsExactly("PART_NEEDS_TABLE");
        assertThat(runner.inspect(database(pool), part))
                .filteredOn(each -> each.severity() == Severity.REFUSAL)
                .singleElement()
                .satisfies(each -> assertThat(each.object()).containsIgnoringCase("recent"));
    }

    @Test
    void refusesAnIncludeThatMatchesNothing() throws Exception {
        assertThat(refusals(part(List.of("customer", "custmer"), List.of(), List.of())))
                .containsExactly("PART_MATCHES_NOTHING include custmer");
        assertThat(refusals(part(List.of(), List.of("*"), List.of()))).containsExactly("PART_MATCHES_NOTHING");
    }

    @Test
    void warnsOfAPatternWithoutEffect() throws Exception {
        BackupPart part = part(List.of(), List.of(), List.of("audit_lgo"));

        assertThat(refusals(part)).isEmpty();
        assertThat(runner.inspect(database(pool), part))
                .filteredOn(each -> each.code().equals("PART_WITHOUT_EFFECT"))
                .singleElement()
                .satisfies(each -> assertThat(each.severity()).isEqualTo(Severity.WARNING));
    }
}
