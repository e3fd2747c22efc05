package io.opsmon.backup.internal.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.List;
import org.h2.api.TableEngine;
import org.h2.command.ddl.CreateTableData;
import org.h2.engine.SessionLocal;
import org.h2.index.Index;
import org.h2.index.IndexType;
import org.h2.result.Row;
import org.h2.table.IndexColumn;
import org.h2.table.TableBase;
import org.h2.table.TableType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Databases that cannot be dumped, and targets that cannot be replaced. Nothing is written or dropped. */
class H2RefusalTest {

    private final H2Runner runner = new H2Runner();

    private static BackupDatabase backup(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private byte[] dump(HikariDataSource pool) throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        runner.dump(backup(pool), dump, TableProgress.NONE);
        return dump.toByteArray();
    }

    private List<String> codes(HikariDataSource pool) throws Exception {
        return runner.inspect(backup(pool)).stream().map(BackupFinding::code).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "MODE=Oracle, MODE=REGULAR, MODE=Oracle",
        "MODE=REGULAR, MODE=Oracle, MODE=REGULAR",
        "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE, MODE=PostgreSQL, DATABASE_TO_LOWER=true",
        "MODE=MySQL, MODE=MySQL;CASE_INSENSITIVE_IDENTIFIERS=TRUE, CASE_INSENSITIVE_IDENTIFIERS=false",
        "INIT=SET COLLATION GERMAN STRENGTH PRIMARY, MODE=REGULAR, COLLATION=GERMAN STRENGTH PRIMARY",
    })
    void refusesATargetWithOtherSettingsAndChangesNothing(String settings, String others, String missing)
            throws Exception {
        try (HikariDataSource source = TestDatabases.h2(settings);
                HikariDataSource target = TestDatabases.h2(others)) {
            new JdbcTemplate(source).execute("CREATE TABLE names (name varchar(9) PRIMARY KEY)");
            new JdbcTemplate(source).execute("INSERT INTO names VALUES ('x')");
            byte[] dump = dump(source);
            new JdbcTemplate(target).execute("CREATE TABLE opsmon_kept (id int PRIMARY KEY)");
            new JdbcTemplate(target).execute("CREATE TABLE others (id int PRIMARY KEY)");
            List<String> before = new JdbcTemplate(target).queryForList("SCRIPT", String.class);

            assertThatThrownBy(
                            () -> runner.restore(backup(target), new ByteArrayInputStream(dump), RestoreScope.REPLACE))
                    .isInstanceOf(SQLException.class)
                    .isNotInstanceOf(HalfRestoredException.class)
                    .hasMessageContaining("is opened or created with " + missing);
            assertThat(new JdbcTemplate(target).queryForList("SCRIPT", String.class))
                    .isEqualTo(before);
        }
    }

    @Test
    void changesTheCollationOfATargetThatKeepsNoTables() throws Exception {
        try (HikariDataSource source = TestDatabases.h2();
                HikariDataSource target = TestDatabases.h2("INIT=SET COLLATION GERMAN STRENGTH PRIMARY")) {
            new JdbcTemplate(source).execute("CREATE TABLE names (name varchar(9) PRIMARY KEY)");
            new JdbcTemplate(source).execute("INSERT INTO names VALUES ('a'), ('A')");
            new JdbcTemplate(target).execute("CREATE TABLE others (id int PRIMARY KEY)");
            new JdbcTemplate(target).execute("SET TIME ZONE 'Asia/Tokyo'");

            runner.restore(backup(target), new ByteArrayInputStream(dump(source)), RestoreScope.REPLACE);

            assertThat(new JdbcTemplate(target).queryForList("SELECT name FROM names", String.class))
                    .containsExactlyInAnyOrder("a", "A");
        }
    }

    @Test
    void refusesUsersWhoAreNoAdministrators() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            new JdbcTemplate(pool).execute("CREATE USER clerk PASSWORD 'secret'");
            BackupDatabase ofClerk =
                    BackupDatabase.unpooled("main", pool.getJdbcUrl().replaceAll(";.*", ""), "clerk", "secret");
            assertThat(runner.inspect(ofClerk)).extracting(BackupFinding::code).containsExactly("NOT_ADMINISTRATOR");
            assertThatThrownBy(() -> runner.dump(ofClerk, new ByteArrayOutputStream(), TableProgress.NONE))
                    .hasMessageContainingAll("user \"CLERK\"", "ADMIN TRUE");
        }
    }

    @Test
    void refusesADatabaseThatRejectsLiterals() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            new JdbcTemplate(pool).execute("CREATE TABLE t (id int PRIMARY KEY)");
            new JdbcTemplate(pool).execute("SET ALLOW_LITERALS NUMBERS");
            assertThat(codes(pool)).containsExactly("LITERALS_REJECTED");
            assertThatThrownBy(() -> dump(pool)).hasMessageContaining("SET ALLOW_LITERALS ALL");
            new JdbcTemplate(pool).execute("SET ALLOW_LITERALS ALL");
            assertThat(codes(pool)).isEmpty();
        }
    }

    @Test
    void refusesATableWhoseRowsAreNotInScripts() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            new JdbcTemplate(pool).execute("CREATE TABLE outside (id int) ENGINE \"" + Outside.class.getName() + "\"");
            assertThat(codes(pool)).containsExactly("TABLE_ENGINE");
            assertThatThrownBy(() -> dump(pool)).hasMessageContaining("table \"PUBLIC\".\"OUTSIDE\"");
        }
    }

    /** The rows are dumped and restored, but a verification does not have the class. */
    @Test
    void namesATableThatCannotBeVerifiedAndReplacesItWithoutARehearsal() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            new JdbcTemplate(pool).execute("CREATE TABLE own (id int) ENGINE \"" + Inside.class.getName() + "\"");
            new JdbcTemplate(pool).execute("INSERT INTO own VALUES (7)");
            assertThat(codes(pool)).containsExactly("NOT_VERIFIABLE");
            byte[] dump = dump(pool);

            assertThat(runner.rehearse(backup(pool), backup(pool), new ByteArrayInputStream(dump), "rehearsal"))
                    .isFalse();
            runner.restore(backup(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
            assertThat(new JdbcTemplate(pool).queryForList("SELECT id FROM own", Integer.class))
                    .containsExactly(7);
        }
    }

    @Test
    void replacesWithoutARehearsalIfAColumnNeedsTheCodeOfAFunction() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            new JdbcTemplate(pool).execute("CREATE ALIAS twice DETERMINISTIC AS 'int twice(int x) { return 2 * x; }'");
            new JdbcTemplate(pool).execute("CREATE TABLE t (id int, d int GENERATED ALWAYS AS (twice(id)) NOT NULL)");
            new JdbcTemplate(pool).execute("INSERT INTO t (id) VALUES (7)");
            byte[] dump = dump(pool);

            assertThat(runner.rehearse(backup(pool), backup(pool), new ByteArrayInputStream(dump), "rehearsal"))
                    .isFalse();
            runner.restore(backup(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
            assertThat(new JdbcTemplate(pool).queryForList("SELECT d FROM t", Integer.class))
                    .containsExactly(14);
        }
    }

    /** An engine whose tables are ordinary tables. */
    public static final class Inside implements TableEngine {

        @Override
        public TableBase createTable(CreateTableData data) {
            return data.session.getDatabase().getStore().createTable(data);
        }
    }

    /** An engine whose tables are elsewhere. */
    public static final class Outside implements TableEngine {

        @Override
        public TableBase createTable(CreateTableData data) {
            return new OutsideTable(data);
        }
    }

    /** A table without rows. */
    private static final class OutsideTable extends TableBase {

        OutsideTable(CreateTableData data) {
            super(data);
        }

        @Override
        public void close(SessionLocal session) {}

        @Override
        public @Nullable Index addIndex(
                SessionLocal session,
                String name,
                int id,
                IndexColumn[] columns,
                int uniqueColumns,
                IndexType type,
                boolean isCreated,
                String comment) {
            return null;
        }

        @Override
        public void removeRow(SessionLocal session, Row row) {}

        @Override
        public long truncate(SessionLocal session) {
            return 0;
        }

        @Override
        public void addRow(SessionLocal session, Row row) {}

        @Override
        public void checkSupportAlter() {}

        @Override
        public TableType getTableType() {
            return TableType.EXTERNAL_TABLE_ENGINE;
        }

        @Override
        public @Nullable Index getScanIndex(SessionLocal session) {
            return null;
        }

        @Override
        public List<Index> getIndexes() {
            return List.of();
        }

        @Override
        public long getMaxDataModificationId() {
            return 0;
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }

        @Override
        public boolean canGetRowCount(SessionLocal session) {
            return false;
        }

        @Override
        public boolean canDrop() {
            return true;
        }

        @Override
        public long getRowCount(SessionLocal session) {
            return 0;
        }

        @Override
        public long getRowCountApproximation(SessionLocal session) {
            return 0;
        }
    }
}
