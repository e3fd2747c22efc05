package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupPartContract;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of parts for each way to dump PostgreSQL. */
abstract class PostgresPartContract extends BackupPartContract {

    PostgresPartContract(BackupRunner runner) {
        super(runner);
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.postgres();
    }

    @Override
    protected List<String> more() {
        return List.of(
                "ALTER TABLE audit_log ADD seen serial",
                "ALTER TABLE audit_log ADD number int GENERATED ALWAYS AS IDENTITY",
                "ALTER TABLE audit_log ADD mood text DEFAULT 'good' CONSTRAINT known CHECK (mood <> '')",
                "COMMENT ON TABLE audit_log IS 'all notes'",
                "COMMENT ON COLUMN audit_log.note IS 'the note'",
                "COMMENT ON CONSTRAINT known ON audit_log IS 'a check'",
                "COMMENT ON INDEX by_note IS 'an index'",
                "COMMENT ON VIEW recent IS 'a view'",
                "GRANT SELECT ON audit_log TO PUBLIC",
                "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER noting BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION noted()",
                "COMMENT ON TRIGGER noting ON audit_log IS 'a trigger'",
                "CREATE RULE quiet AS ON DELETE TO audit_log DO INSTEAD NOTHING",
                "COMMENT ON RULE quiet ON audit_log IS 'a rule'",
                "CREATE STATISTICS both_columns ON id, note FROM audit_log",
                "COMMENT ON STATISTICS both_columns IS 'statistics'",
                "CREATE POLICY mine ON audit_log USING (true)",
                "COMMENT ON POLICY mine ON audit_log IS 'a policy'",
                "ALTER TABLE audit_log REPLICA IDENTITY FULL",
                "CREATE TYPE mood AS ENUM ('sad', 'very happy')",
                "ALTER TABLE purchase ADD mood mood DEFAULT 'sad'");
    }

    @Override
    protected String schema() {
        return "public.";
    }

    @Override
    protected String quoted(String name) {
        return "\"" + name + "\"";
    }

    @Override
    protected String largeText() {
        return "text";
    }

    /** The partitions of a table are selected with it. */
    @Test
    void leavesOutPartitionsWithTheirTable() throws Exception {
        jdbc.execute("CREATE TABLE measured (at date NOT NULL, value int) PARTITION BY RANGE (at)");
        jdbc.execute("CREATE TABLE y2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");
        jdbc.update("INSERT INTO measured VALUES ('2026-05-01', 1)");
        BackupDatabase database =
                new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());

        assertThat(dumped(database, new BackupPart(List.of(), List.of("measured"), List.of(), false)))
                .doesNotContain("y2026 1", "y2026 0");
        assertThat(dumped(database, new BackupPart(List.of(), List.of(), List.of("measured"), false)))
                .contains("y2026 0");
    }

    private List<String> dumped(BackupDatabase database, BackupPart part) throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        List<TableContent> tables =
                runner.dump(database, part, dump, TableProgress.NONE).tables();
        try (HikariDataSource fresh = empty()) {
            BackupDatabase target =
                    new BackupDatabase("fresh", fresh, fresh.getJdbcUrl(), fresh.getUsername(), fresh.getPassword());
            runner.restore(target, new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(target, TableProgress.NONE)).hasSameSizeAs(tables);
        }
        return tables.stream().map(table -> table.name() + " " + table.rows()).toList();
    }

    /** Functions, columns and inheriting tables of the part, which need a table that is left out. */
    @Test
    void refusesWhateverElseNeedsATableThatIsLeftOut() throws Exception {
        jdbc.execute("CREATE TABLE base (id int)");
        jdbc.execute("CREATE TABLE derived () INHERITS (base)");
        jdbc.execute("CREATE TABLE composed (part base)");
        jdbc.execute(
                "CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM base; END");
        BackupDatabase database =
                new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());

        assertThat(runner.inspect(database, new BackupPart(List.of(), List.of("base"), List.of(), false)))
                .filteredOn(each -> each.code().equals("PART_NEEDS_TABLE"))
                .extracting(each -> each.object())
                .contains("table public.derived", "function public.counted()")
                .anyMatch(object -> object.contains("public.composed"));
    }
}
