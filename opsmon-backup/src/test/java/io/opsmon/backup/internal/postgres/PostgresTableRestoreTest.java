package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.TableRestoreContract;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One table of PostgreSQL. */
class PostgresTableRestoreTest extends TableRestoreContract {

    PostgresTableRestoreTest() {
        super(new PostgresRunner(DumpMethod.AUTO, null, 1));
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.postgres();
    }

    @Override
    protected String item() {
        return "CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code varchar(50) UNIQUE, owner int"
                + " CONSTRAINT of_owner REFERENCES owner (id), n numeric(30, 12), t timestamptz, c text, b bytea, a text[],"
                + " jb jsonb, f double precision, twice numeric GENERATED ALWAYS AS (n * 2) STORED)";
    }

    @Override
    protected String values() {
        return "(code, owner, n, t, c, b, a, jb, f) VALUES ('code ?', 1 + ? % 2, ? / 7.0, now(), repeat(E'long; ünï \\t \\\\',"
                + " 900), decode(md5('?'), 'hex'), ARRAY['a,b', NULL, '\"'], '{\"k\": [1, null]}', ? / 3.0)";
    }

    @Override
    protected List<String> trigger() {
        return List.of(
                "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code = upper(NEW.code); RETURN NEW; END'",
                "CREATE TRIGGER shouting BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION shout()");
    }

    @Override
    protected List<String> leftOver() {
        return jdbc.queryForList(
                "SELECT relname FROM pg_class WHERE relname LIKE 'opsmon%' UNION SELECT datname FROM pg_database WHERE"
                        + " datname LIKE 'opsmon\\_scratch\\_table%'",
                String.class);
    }

    /** A transaction leaves no table. */
    @Override
    protected List<String> leftOver(String scratch) {
        return List.of();
    }

    @Test
    void keepsForeignKeysToTheTable() throws Exception {
        jdbc.execute("CREATE TABLE line (item bigint CONSTRAINT of_item REFERENCES item (id) ON DELETE CASCADE)");
        jdbc.update("INSERT INTO line VALUES (1), (300)");
        restore(null);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM line", Long.class)).isEqualTo(2);
        assertThatThrownBy(() -> jdbc.update("INSERT INTO line VALUES (9999)")).hasMessageContaining("of_item");

        jdbc.update("INSERT INTO item (code, owner) VALUES ('later', 1)");
        jdbc.update("INSERT INTO line SELECT max(id) FROM item");
        assertThatThrownBy(() -> restore(null)).hasMessageContaining("of_item");
        assertThat(jdbc.queryForObject("SELECT count(*) FROM item WHERE code = 'later'", Long.class))
                .isEqualTo(1);
    }

    @Test
    void refusesAPartitionedTable() throws Exception {
        jdbc.execute("CREATE TABLE measured (at date NOT NULL, value int) PARTITION BY RANGE (at)");
        jdbc.execute("CREATE TABLE y2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        runner.dump(database(), dump, TableProgress.NONE);

        assertThatThrownBy(() -> runner.restoreTable(
                        database(),
                        database(),
                        new ByteArrayInputStream(dump.toByteArray()),
                        "opsmon_scratch_table_p",
                        new TableRestore("public", "measured", 0, "again")))
                .hasMessageContaining("is partitioned; restore its partitions one by one");
    }
}
