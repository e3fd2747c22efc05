package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of every runner for the restore of one table. */
public abstract class TableRestoreContract {

    private static final int ROWS = 300;

    protected final BackupRunner runner;
    protected HikariDataSource pool;
    protected JdbcTemplate jdbc;

    private byte[] dump = {};
    private List<TableContent> tables = List.of();

    protected TableRestoreContract(BackupRunner runner) {
        this.runner = runner;
    }

    /** A new, empty database. */
    protected abstract HikariDataSource empty();

    /** A table {@code item} with an identity {@code id}, a unique {@code code}, and values of many types. */
    protected abstract String item();

    /** The columns of {@code item} after {@code id}, and their values for a number {@code ?}. */
    protected abstract String values();

    /** A trigger on {@code item} that changes inserted rows; empty for none. */
    protected abstract List<String> trigger();

    /** The tables and databases of opsmon that a restore has left. */
    protected abstract List<String> leftOver();

    /** Leaves a table as a restore that was killed does. */
    protected List<String> leftOver(String scratch) {
        return List.of("CREATE TABLE opsmon_restore_" + scratch + " (other int)");
    }

    @BeforeEach
    void backUp() throws Exception {
        pool = empty();
        jdbc = new JdbcTemplate(pool);
        jdbc.execute("CREATE TABLE owner (id int PRIMARY KEY)");
        jdbc.update("INSERT INTO owner VALUES (1), (2)");
        jdbc.execute(item());
        for (int id = 1; id <= ROWS; id++) {
            jdbc.update("INSERT INTO item " + values().replace("?", String.valueOf(id)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tables = runner.dump(database(), out, TableProgress.NONE).tables();
        dump = out.toByteArray();
    }

    @AfterEach
    void close() {
        assertThat(leftOver()).isEmpty();
        pool.close();
    }

    protected final BackupDatabase database() {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private TableContent dumped() {
        return tables.stream()
                .filter(each -> each.name().equals("item"))
                .findFirst()
                .orElseThrow();
    }

    protected final List<String> restore(@Nullable String newName) throws Exception {
        return restore(newName, new ByteArrayInputStream(dump));
    }

    private List<String> restore(@Nullable String newName, InputStream from) throws Exception {
        return restore(newName, from, "opsmon_scratch_table" + Long.toString(System.nanoTime(), 36));
    }

    private List<String> restore(@Nullable String newName, InputStream from, String scratch) throws Exception {
        TableContent item = dumped();
        return runner.restoreTable(
                        database(),
                        database(),
                        from,
                        scratch,
                        new TableRestore(item.schema(), item.name(), item.rows(), newName))
                .warnings();
    }

    private @Nullable TableContent content(String name) throws Exception {
        return runner.contents(database(), TableProgress.NONE).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private long count(String query) {
        return Objects.requireNonNull(jdbc.queryForObject(query, Long.class));
    }

    @Test
    void restoresBesideTheExistingTable() throws Exception {
        jdbc.update("DELETE FROM item WHERE id > 100");

        assertThat(restore("item_before")).isEmpty();

        TableContent restored = Objects.requireNonNull(content("item_before"));
        assertThat(restored.rows()).isEqualTo(ROWS);
        assertThat(restored.hash()).isEqualTo(dumped().hash());
        assertThat(count("SELECT count(*) FROM item")).isEqualTo(100);
        // The keys are those of the backup.
        assertThatThrownBy(() -> jdbc.update("UPDATE item_before SET code = 'code 1' WHERE id = 2"))
                .isNotNull();
        assertThatThrownBy(() -> restore("item_before")).hasMessageContaining("already exists");
        assertThatThrownBy(() -> restore("opsmon_item")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void restoresATableThatWasDropped() throws Exception {
        jdbc.execute("DROP TABLE item");

        assertThatThrownBy(() -> restore(null)).hasMessageContaining("does not exist");
        assertThat(restore("item")).isEmpty();

        assertThat(Objects.requireNonNull(content("item")).hash()).isEqualTo(dumped().hash());
    }

    @Test
    void restoresInPlaceOfTheRows() throws Exception {
        jdbc.update("DELETE FROM item WHERE id > 100");
        jdbc.update("UPDATE item SET code = concat('changed ', code)");

        assertThat(restore(null)).isEmpty();

        assertThat(content("item")).isEqualTo(dumped());
        assertThatThrownBy(() -> jdbc.update("UPDATE item SET owner = 77 WHERE id = 1"))
                .isNotNull();
        jdbc.update("INSERT INTO item (code, owner) VALUES ('next', 1)");
        assertThat(count("SELECT max(id) FROM item")).isGreaterThan(ROWS);
    }

    @Test
    void raisesTheIdentityOfATableThatWasCreatedAgain() throws Exception {
        jdbc.execute("DROP TABLE item");
        jdbc.execute(item());

        assertThat(restore(null)).isEmpty();

        jdbc.update("INSERT INTO item (code, owner) VALUES ('next', 1)");
        assertThat(count("SELECT max(id) FROM item")).isEqualTo(ROWS + 1);
    }

    @Test
    void checksForeignKeysBeforeAnythingIsReplaced() throws Exception {
        jdbc.update("DELETE FROM item WHERE owner = 2");
        jdbc.update("DELETE FROM owner WHERE id = 2");

        assertThatThrownBy(() -> restore(null))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("do not fit to the other tables")
                .hasMessageContaining("of_owner");

        assertThat(count("SELECT count(*) FROM item")).isEqualTo(ROWS / 2);
        assertThat(restore("item_before"))
                .singleElement()
                .asString()
                .contains("of_owner", ROWS / 2 + " rows", "item_before", "owner");
    }

    @Test
    void refusesOtherColumns() throws Exception {
        jdbc.execute("ALTER TABLE item ADD later int");

        assertThatThrownBy(() -> restore(null))
                .hasMessageContaining("other columns than in the backup")
                .hasMessageContaining("later only in the database");
        assertThat(count("SELECT count(*) FROM item")).isEqualTo(ROWS);
    }

    @Test
    void leavesNothingOfADumpThatIsCutOff() throws Exception {
        for (String newName : Arrays.asList("item_before", null)) {
            for (int length : new int[] {dump.length / 2, dump.length - 1}) {
                assertThatThrownBy(() -> restore(newName, new ByteArrayInputStream(Arrays.copyOf(dump, length))))
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(content("item_before")).isNull();
        assertThat(content("item")).isEqualTo(dumped());
    }

    /** A restore of the same backup uses the same names. */
    @Test
    void replacesWhatAKilledRestoreHasLeft() throws Exception {
        String scratch = "opsmon_scratch_table_killed";
        Scratch left = runner.scratch(database(), scratch);
        left.restore(new ByteArrayInputStream(dump));
        leftOver(scratch).forEach(jdbc::execute);
        try {
            assertThat(restore("item_before", new ByteArrayInputStream(dump), scratch))
                    .isEmpty();
        } finally {
            left.close();
        }
        assertThat(Objects.requireNonNull(content("item_before")).hash()).isEqualTo(dumped().hash());
    }

    @Test
    void firesNoTriggers() throws Exception {
        trigger().forEach(jdbc::execute);
        try {
            restore(null);
        } catch (SQLException refused) {
            assertThat(refused.getMessage()).contains("has triggers that a replacement of its rows would fire");
        }
        assertThat(content("item")).isEqualTo(dumped());
    }
}
