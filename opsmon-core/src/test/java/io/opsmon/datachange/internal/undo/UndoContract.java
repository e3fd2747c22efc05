package io.opsmon.datachange.internal.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Sealer;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.ChangeErasure;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.jdbc.RandomStatements;
import io.opsmon.datachange.internal.jdbc.TriggerUpkeeps;
import io.opsmon.datachange.internal.jdbc.WritePaths;
import io.opsmon.datachange.internal.undo.UndoPlan.Obstacle;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Undoes operations on a real database, and compares the tables with those before the operation. */
abstract class UndoContract {

    private static final int OPERATIONS = 40;
    private static final List<String> TABLES = List.of(
            "item", "typed", "parent", "child", "tree", "plain", "link", "owner", "pet", "counted", "identity_row");

    final HikariDataSource database = database();
    final JdbcTemplate jdbc = new JdbcTemplate(database);
    private static final ThreadLocal<@Nullable ChangeOrigin> ORIGIN = new ThreadLocal<>();
    private final OriginDataSource origins = new OriginDataSource(ORIGIN::get, new WritePaths(() -> database));
    private final JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(30));
    private List<CapturedTable> captured = List.of();
    private final Undo undo = new Undo(database, changes, origins, () -> captured);

    abstract HikariDataSource database();

    /** Creates the table {@code typed} with a primary key {@code id} and many types. */
    abstract String typedTable();

    /** Inserts two rows with the keys 1 and 2 into {@code typed}. */
    abstract List<String> typedRows();

    /** Returns assignments of other values to all columns except the key. */
    abstract String otherValues();

    /** Returns the expression of the text of a whole row of {@code typed}. */
    abstract String rowText();

    abstract boolean recordsCascades();

    /** Creates the table {@code identity_row} with a generated key that statements may not set. */
    abstract String identityTable();

    @BeforeEach
    void createTables() throws SQLException {
        new SchemaMigrator(database, List.of("chain", "data-change")).run(SchemaMode.MIGRATE);
        execute(
                RandomStatements.TABLE,
                typedTable(),
                "CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(20) UNIQUE)",
                "CREATE TABLE child (parent INT, pos INT, secret VARCHAR(20), note VARCHAR(20), text VARCHAR(600),"
                        + " PRIMARY KEY (parent, pos), FOREIGN KEY (parent) REFERENCES parent (id))",
                "CREATE TABLE tree (id INT PRIMARY KEY, above INT, FOREIGN KEY (above) REFERENCES tree (id))",
                "CREATE TABLE plain (a INT, b VARCHAR(20))",
                "CREATE TABLE link (a INT, b INT, PRIMARY KEY (a, b))",
                "CREATE TABLE owner (id INT PRIMARY KEY)",
                "CREATE TABLE pet (id INT PRIMARY KEY, owner INT, FOREIGN KEY (owner) REFERENCES owner (id)"
                        + " ON DELETE CASCADE)",
                "CREATE TABLE counted (id INT PRIMARY KEY, n INT)",
                identityTable());
        maintain(1_000);
    }

    private void maintain(int maxRows) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            TriggerUpkeep.Result result = TriggerUpkeeps.of(connection)
                    .maintain(
                            connection,
                            new CaptureSettings(
                                    "shop",
                                    NamePattern.all(TABLES),
                                    NamePattern.all(List.of("child.note")),
                                    List.of(),
                                    column -> column.equalsIgnoreCase("secret"),
                                    maxRows,
                                    400,
                                    FailurePolicy.FAIL_CLOSED));
            assertThat(result.problems()).isEmpty();
            captured = result.captured();
        }
    }

    @AfterEach
    void drop() {
        if (database.getJdbcUrl().startsWith("jdbc:h2:")) {
            database.close();
        } else {
            TestDatabases.drop(database);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Work on the connection of an operation. */
    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private UUID operation(Work work) throws SQLException {
        UUID id = UUID.randomUUID();
        ORIGIN.set(new ChangeOrigin(id, "ann", null, "shop"));
        try (Connection connection = origins.wrap(database.getConnection())) {
            connection.setAutoCommit(false);
            work.on(connection);
            connection.commit();
            connection.setAutoCommit(true);
        } finally {
            ORIGIN.remove();
        }
        return id;
    }

    private UUID operation(String... statements) throws SQLException {
        return operation(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            }
        });
    }

    /** Undoes an operation as another operation, whose identifier is returned. */
    private UUID undo(UUID operation) {
        UUID id = UUID.randomUUID();
        UndoPlan preview = undo.preview(operation);
        assertThat(preview.obstacles()).isEmpty();
        ORIGIN.set(new ChangeOrigin(id, "bob", null, "shop"));
        try {
            assertThat(undo.run(operation)).isEqualTo(preview);
        } finally {
            ORIGIN.remove();
        }
        return id;
    }

    private List<Obstacle> refusal(UUID operation) {
        UndoRefusedException refused = catchThrowableOfType(UndoRefusedException.class, () -> undo.run(operation));
        assertThat(refused).isNotNull();
        return refused.obstacles();
    }

    private List<Map<String, Object>> rows(String table) {
        return jdbc.queryForList("SELECT * FROM " + table + " ORDER BY 1");
    }

    private List<String> typed() {
        return jdbc.queryForList("SELECT " + rowText() + " FROM typed ORDER BY id", String.class);
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    @Test
    void putsBackTheRowsOfRandomOperations() throws SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            String marker = "outside-" + i;
            try (Connection connection = database.getConnection()) {
                RandomStatements.run(connection, random, marker);
            }
            List<Map<String, Object>> before = rows("item");
            String name = "operation-" + i;
            int statements = 1 + random.nextInt(6);
            UUID operation = operation(connection -> {
                for (int each = 0; each < statements; each++) {
                    RandomStatements.run(connection, random, name);
                }
            });
            if (changes.find(DataChangeFilter.ofOperation(operation), null, 1).isEmpty()) {
                continue;
            }
            List<Map<String, Object>> after = rows("item");
            UUID undone = undo(operation);
            assertThat(rows("item")).as("seed %d, operation %d", seed, i).isEqualTo(before);
            if (random.nextBoolean()) {
                undo(undone);
                assertThat(rows("item")).as("seed %d, operation %d", seed, i).isEqualTo(after);
            }
        }
    }

    @Test
    void putsBackValuesOfAllTypes() throws SQLException {
        execute(typedRows().toArray(String[]::new));
        List<String> before = typed();
        UUID updated = operation("UPDATE typed SET " + otherValues());
        assertThat(typed()).doesNotContainAnyElementsOf(before);
        UUID redone = undo(updated);
        assertThat(typed()).isEqualTo(before);
        undo(redone);
        UUID deleted = operation("DELETE FROM typed");
        undo(deleted);
        assertThat(typed()).doesNotContainAnyElementsOf(before);
    }

    @Test
    void putsBackRowsThatReferToEachOther() throws SQLException {
        execute(
                "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO child VALUES (1, 1, NULL, NULL, NULL), (2, 1, NULL, NULL, 'x')",
                "INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 2)");
        UUID changed = operation(
                "INSERT INTO parent VALUES (3, 'c')",
                "UPDATE child SET parent = 3, text = 'moved' WHERE parent = 1",
                "DELETE FROM parent WHERE id = 1",
                "INSERT INTO child VALUES (3, 2, NULL, NULL, 'new')",
                "UPDATE parent SET name = 'tmp' WHERE id = 3",
                "UPDATE parent SET name = 'c' WHERE id = 2",
                "UPDATE parent SET name = 'b' WHERE id = 3",
                "UPDATE tree SET above = NULL WHERE id IN (3, 4)",
                "DELETE FROM tree WHERE id = 2");
        undo(changed);
        assertThat(rows("parent")).extracting(row -> row.values().toString()).containsExactly("[1, a]", "[2, b]");
        assertThat(rows("child"))
                .extracting(row -> row.values().toString())
                .containsExactly("[1, 1, null, null, null]", "[2, 1, null, null, x]");
        assertThat(rows("tree"))
                .extracting(row -> row.values().toString())
                .containsExactly("[1, null]", "[2, 1]", "[3, 2]", "[4, 2]");
    }

    @Test
    void putsBackATreeThatOneStatementDeleted() throws SQLException {
        execute("INSERT INTO tree VALUES (5, NULL), (1, 5), (3, 1), (2, 3)");
        List<Map<String, Object>> before = rows("tree");
        UUID deleted = operation(deleteTree());
        undo(deleted);
        assertThat(rows("tree")).isEqualTo(before);
    }

    /** Returns a statement that deletes all rows of {@code tree}, whose order the database permits. */
    String deleteTree() {
        return "DELETE FROM tree";
    }

    @Test
    void putsBackChangedKeysAndEqualRows() throws SQLException {
        execute("INSERT INTO link VALUES (1, 1), (1, 2)", "INSERT INTO plain VALUES (1, 'x'), (1, 'x'), (NULL, 'y')");
        List<Map<String, Object>> plain = jdbc.queryForList("SELECT * FROM plain ORDER BY b, a");
        UUID changed = operation(
                "UPDATE link SET b = b + 10",
                "INSERT INTO link VALUES (1, 1)",
                "UPDATE plain SET b = 'z' WHERE b = 'x'",
                "DELETE FROM plain WHERE b = 'y'");
        undo(changed);
        assertThat(rows("link"))
                .extracting(row -> row.values().toString())
                .containsExactlyInAnyOrder("[1, 1]", "[1, 2]");
        assertThat(jdbc.queryForList("SELECT * FROM plain ORDER BY b, a")).isEqualTo(plain);
    }

    @Test
    void putsBackIdentities() throws SQLException {
        execute("INSERT INTO identity_row (name) VALUES ('a'), ('b')");
        List<Map<String, Object>> before = rows("identity_row");
        undo(operation("DELETE FROM identity_row", "INSERT INTO identity_row (name) VALUES ('c')"));
        assertThat(rows("identity_row")).isEqualTo(before);
    }

    @Test
    void refusesARowThatHasChangedSince() throws SQLException {
        execute("INSERT INTO item VALUES (1, 'a', 1, NULL), (2, 'b', 1, NULL)");
        UUID changed = operation(
                "UPDATE item SET name = 'c' WHERE id = 1",
                "UPDATE item SET price = 2 WHERE id = 1",
                "DELETE FROM item WHERE id = 2",
                "INSERT INTO item VALUES (3, 'd', 1, NULL)");
        execute(
                "UPDATE item SET name = 'other', note = 'unrelated' WHERE id = 1",
                "INSERT INTO item VALUES (2, 'again', 1, NULL)",
                "DELETE FROM item WHERE id = 3");
        List<Map<String, Object>> now = rows("item");
        assertThat(refusal(changed))
                .allMatch(obstacle -> String.valueOf(lower(obstacle.table())).endsWith(".item"))
                .extracting(Obstacle::key, obstacle -> lower(obstacle.column()), Obstacle::message)
                .containsExactly(
                        tuple("1", "name", "The row has changed since."),
                        tuple("2", null, "A row with this key exists."),
                        tuple("3", null, "The row does not exist."));
        assertThat(undo.preview(changed).obstacles()).isEqualTo(refusal(changed));
        assertThat(undo.preview(changed).steps()).isEmpty();
        assertThat(rows("item")).isEqualTo(now);
        assertThat(changes.find(DataChangeFilter.ofOperation(changed), null, 10))
                .hasSize(4);
    }

    @Test
    void permitsChangesOfOtherColumnsAndRows() throws SQLException {
        execute("INSERT INTO item VALUES (1, 'a', 1, NULL)");
        UUID changed = operation("UPDATE item SET name = 'c' WHERE id = 1");
        execute("UPDATE item SET price = 5 WHERE id = 1", "INSERT INTO item VALUES (2, 'b', 1, NULL)");
        undo(changed);
        assertThat(jdbc.queryForList("SELECT name FROM item ORDER BY id", String.class))
                .containsExactly("a", "b");
    }

    @Test
    void refusesWhatIsNotRecordedCompletely() throws SQLException {
        execute(
                "INSERT INTO parent VALUES (1, 'a')",
                "INSERT INTO child VALUES (1, 1, 'hidden', 'n', 'short'), (1, 2, NULL, NULL, 'short')");
        String text = "x".repeat(500);
        UUID longer = operation("UPDATE child SET text = '" + text + "', note = 'm' WHERE pos = 1");
        UUID shorter = operation("UPDATE child SET text = 'short' WHERE pos = 1");
        assertThat(refusal(shorter))
                .extracting(Obstacle::key, obstacle -> lower(obstacle.column()), Obstacle::message)
                .containsExactly(tuple("[\"1\", \"1\"]", "text", "Of the long old value, only the hash is recorded."));
        execute("UPDATE child SET text = '" + text + "' WHERE pos = 1");
        assertThat(undo.preview(longer).kept())
                .singleElement()
                .satisfies(kept -> assertThat(lower(kept)).endsWith(".child.note"));
        undo(longer);

        assertThat(refusal(operation("UPDATE child SET secret = 'other' WHERE pos = 1")))
                .extracting(obstacle -> lower(obstacle.column()), Obstacle::message)
                .containsExactly(tuple("secret", "The old value is masked."));
        assertThat(refusal(operation("DELETE FROM child WHERE pos = 2")))
                .extracting(obstacle -> lower(obstacle.column()), Obstacle::message)
                .containsExactly(tuple("note", "The value of the column is not recorded."));
        assertThat(refusal(UUID.randomUUID()))
                .extracting(Obstacle::message)
                .containsExactly("The operation has no recorded row changes.");

        UUID erased = operation("INSERT INTO link VALUES (1, 1)");
        String label = changes.find(DataChangeFilter.ofOperation(erased), null, 1)
                .get(0)
                .table();
        Sealer sealer = new Sealer(List.of());
        new ChangeErasure(
                        database,
                        sealer,
                        new JdbcLegalHolds(DataChangeLog.DATA_CHANGE, database, sealer, Clock.systemUTC()))
                .eraseValues(label, "[\"1\", \"1\"]");
        assertThat(refusal(erased)).extracting(Obstacle::message).containsExactly("The recorded values were erased.");
    }

    @Test
    void refusesCountedRowsAndTablesThatAreNotRecordedNow() throws SQLException {
        execute("INSERT INTO counted VALUES (1, 1), (2, 1), (3, 1)");
        maintain(2);
        UUID changed = operation("UPDATE counted SET n = 2");
        assertThat(refusal(changed))
                .extracting(Obstacle::message)
                .containsExactly("The operation changed more rows than the limit of recorded rows.");
        UUID one = operation("UPDATE counted SET n = 3 WHERE id = 1");
        captured = List.of();
        assertThat(refusal(one)).extracting(Obstacle::key).containsOnlyNulls();
    }

    @Test
    void keepsRowsThatReferToAnInsertedRowSince() throws SQLException {
        UUID inserted = operation("INSERT INTO owner VALUES (1)", "INSERT INTO pet VALUES (1, 1)");
        execute("INSERT INTO pet VALUES (2, 1)");
        assertThat(refusal(inserted)).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.key()).isEqualTo("1");
            assertThat(lower(obstacle.message())).contains("pet\" refer to the row");
        });
        execute("DELETE FROM pet WHERE id = 2");
        undo(inserted);
        assertThat(rows("pet")).isEmpty();
        UUID parent = operation("INSERT INTO parent VALUES (7, 'p')");
        execute("INSERT INTO child VALUES (7, 1, NULL, NULL, NULL)");
        assertThat(refusal(parent))
                .singleElement()
                .satisfies(obstacle -> assertThat(obstacle.message()).startsWith("The database refused the statement"));
    }

    @Test
    void putsBackRowsThatAForeignKeyDeletedIfTheseAreRecorded() throws SQLException {
        execute("INSERT INTO owner VALUES (1), (2)", "INSERT INTO pet VALUES (1, 1), (2, 1), (3, 2)");
        UUID deleted = operation("DELETE FROM owner WHERE id = 1");
        if (!recordsCascades()) {
            assertThat(refusal(deleted))
                    .singleElement()
                    .satisfies(obstacle -> assertThat(obstacle.message())
                            .endsWith("this database runs no triggers for foreign keys."));
            return;
        }
        assertThat(rows("pet")).hasSize(1);
        undo(deleted);
        assertThat(rows("pet")).hasSize(3);
        assertThat(rows("owner")).hasSize(2);
    }

    @Test
    void recordsTheUndoAsAnOperationOfItsOwn() throws SQLException {
        execute("INSERT INTO item VALUES (1, 'a', 1.5, NULL)");
        UUID undone = undo(operation("UPDATE item SET price = 2", "DELETE FROM item"));
        List<DataChange> recorded = new ArrayList<>(changes.find(DataChangeFilter.ofOperation(undone), null, 10));
        Collections.reverse(recorded);
        assertThat(recorded)
                .extracting(DataChange::action, DataChange::operatorId, DataChange::application)
                .containsExactly(tuple(ChangeAction.INSERT, "bob", "shop"), tuple(ChangeAction.UPDATE, "bob", "shop"));
    }
}
