package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Repeated {@code kill -9} of a host that writes in several ways, beside a program without opsmon. Each committed
 * change is recorded exactly once, with its operation and operator. The recorded changes, replayed from the start, give
 * the final rows. The profile chaos runs many rounds.
 */
abstract class KilledHostContract {

    /** Two kills by default; 50 in the profile chaos. */
    private static final int ROUNDS = Math.max(2, Integer.getInteger("opsmon.test.kill-rounds", 4) / 2);

    private static final int TRANSACTIONS_OF_A_ROUND = 125;
    private static final List<String> COLUMNS = List.of("id", "name", "price", "note");

    @TempDir
    Path directory = Path.of("");

    abstract HikariDataSource database();

    /** Creates the procedure {@code mark(from, to, marker)}, which updates rows in a range. */
    abstract String procedure();

    /** Removes the database. */
    abstract void drop(HikariDataSource database);

    /** The operations of the killed processes. */
    private static final class Operations {
        private final Map<String, String> operators = new HashMap<>();
        private final Map<String, Integer> committed = new HashMap<>();
        private final Set<String> rolledBack = new HashSet<>();

        Operations(List<String> lines) {
            for (String line : lines) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "begun" -> operators.put(words[2], words[1]);
                    case "committed" -> committed.put(words[1], Integer.parseInt(words[2]));
                    default -> rolledBack.add(words[1]);
                }
            }
        }
    }

    @Test
    void recordsEachCommittedChangeOnceThoughTheHostIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path report = Files.createFile(directory.resolve("report"));
        try (HikariDataSource database = database()) {
            prepare(database);
            AtomicBoolean isOver = new AtomicBoolean();
            Thread outside = new Thread(() -> writeOutside(database, new Random(seed), isOver));
            outside.start();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    killAfterSomeTransactions(database.getJdbcUrl(), report, random);
                }
            } finally {
                isOver.set(true);
                outside.join();
            }
            Operations operations = new Operations(Files.readAllLines(report));
            assertThat(operations.committed.size() + operations.rolledBack.size())
                    .isGreaterThanOrEqualTo(ROUNDS * TRANSACTIONS_OF_A_ROUND);
            // The database may still end the transaction of a killed process.
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(replayed(changes(database)))
                            .as("seed %d", seed)
                            .isEqualTo(rows(database)));
            check(changes(database), operations);
            drop(database);
        }
    }

    private void prepare(HikariDataSource database) throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.execute(RandomStatements.TABLE);
        jdbc.execute(procedure());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            CaptureSettings settings = new CaptureSettings(
                    "shop",
                    NamePattern.all(List.of("item")),
                    List.of(),
                    List.of(),
                    column -> false,
                    1_000,
                    1_000,
                    FailurePolicy.FAIL_CLOSED);
            assertThat(TriggerUpkeeps.of(connection)
                            .maintain(connection, settings)
                            .problems())
                    .isEmpty();
        }
    }

    private void killAfterSomeTransactions(String url, Path report, Random random)
            throws IOException, InterruptedException {
        long before = ended(report);
        Path output = directory.resolve("output");
        Process process = TestJvm.start(
                output,
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                KilledWriter.class.getName(),
                url,
                report.toString(),
                String.valueOf(random.nextInt()));
        try {
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> assertThat(process.isAlive())
                            .as(() -> content(output))
                            .isTrue())
                    .until(() -> ended(report) >= before + TRANSACTIONS_OF_A_ROUND);
            process.waitFor(random.nextInt(200), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static long ended(Path report) throws IOException {
        try (var lines = Files.lines(report)) {
            return lines.filter(line -> !line.startsWith("begun")).count();
        }
    }

    private static String content(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static void writeOutside(HikariDataSource database, Random random, AtomicBoolean isOver) {
        for (int i = 0; !isOver.get(); i++) {
            try (Connection connection = database.getConnection()) {
                RandomStatements.run(connection, random, "outside-" + i);
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (SQLException conflict) {
                // A deadlock or a duplicate key rolled the statement back.
                assertThat(conflict.getSQLState()).isNotNull();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static List<DataChange> changes(HikariDataSource database) {
        List<DataChange> changes = new ArrayList<>(
                new JdbcDataChanges(database, Duration.ofSeconds(60)).find(DataChangeFilter.ALL, null, 10_000_000));
        Collections.reverse(changes);
        return changes;
    }

    private static void check(List<DataChange> changes, Operations operations) {
        Map<String, Long> recorded = new HashMap<>();
        for (DataChange change : changes) {
            @Nullable UUID operation = change.operationId();
            @Nullable String marker = marker(change);
            if (operation == null) {
                assertThat(change.application()).isNull();
                assertThat(change.operatorId()).isNull();
                assertThat(String.valueOf(marker)).matches("outside-.*|null");
                continue;
            }
            String id = operation.toString();
            assertThat(change.operatorId())
                    .isEqualTo(operations.operators.get(id))
                    .isNotNull();
            assertThat(change.application()).isEqualTo("shop");
            assertThat(operations.rolledBack).doesNotContain(id);
            if (marker != null) {
                assertThat(marker).startsWith(id);
            }
            recorded.merge(id, 1L, Long::sum);
        }
        operations.committed.forEach((id, rows) -> {
            if (rows != KilledWriter.UNKNOWN) {
                assertThat(recorded.getOrDefault(id, 0L)).as(id).isEqualTo((long) rows);
            }
        });
        assertThat(changes.stream().map(DataChange::operatorId).collect(Collectors.toSet()))
                .contains("ann", "bob", null);
    }

    private static @Nullable String marker(DataChange change) {
        JsonNode name = json(change.newValues()).path("name");
        return name.isString() ? name.asString() : null;
    }

    private static Map<String, JsonNode> rows(HikariDataSource database) {
        return new JdbcTemplate(database)
                        .query("SELECT id, name, price, note FROM item", (row, index) -> {
                            ObjectNode json = JsonMapper.shared().createObjectNode();
                            for (String column : COLUMNS) {
                                json.put(column, row.getString(column));
                            }
                            return json;
                        })
                        .stream()
                        .collect(Collectors.toMap(row -> row.get("id").asString(), Function.identity()));
    }

    /** Applies the changes to an empty table; every old value must be the current value. */
    private static Map<String, JsonNode> replayed(List<DataChange> changes) {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (DataChange change : changes) {
            String key = String.valueOf(change.key());
            ObjectNode now = json(change.newValues());
            if (change.action() == ChangeAction.INSERT) {
                assertThat(rows.put(key, now)).isNull();
                continue;
            }
            ObjectNode row = (ObjectNode) Objects.requireNonNull(rows.remove(key), key);
            json(change.oldValues())
                    .propertyStream()
                    .forEach(old -> assertThat(row.get(old.getKey())).isEqualTo(old.getValue()));
            if (change.action() == ChangeAction.UPDATE) {
                row.setAll(now);
                rows.put(change.newKey() == null ? key : change.newKey(), row);
            }
        }
        return rows;
    }

    /** Reads values; names of columns are upper case in H2. */
    private static ObjectNode json(@Nullable String values) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (values != null) {
            JsonMapper.shared()
                    .readTree(values)
                    .propertyStream()
                    .forEach(value -> json.set(value.getKey().toLowerCase(Locale.ROOT), value.getValue()));
        }
        return json;
    }
}
