package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes at random, in transactions and with auto-commit, in several ways, with rollbacks and savepoints, beside a
 * program without opsmon. The recorded changes, replayed from the start, give the final rows.
 */
abstract class ReplayedChangesContract {

    private static final int TRANSACTIONS = 60;
    private static final int ROWS = RandomStatements.ROWS;

    private final HikariDataSource database = database();
    private static final ThreadLocal<@Nullable ChangeOrigin> ORIGIN = new ThreadLocal<>();
    private final WritePaths paths = new WritePaths(() -> database);
    private final OriginDataSource origins = new OriginDataSource(ORIGIN::get, paths);
    private final DelegatingDataSource wrapped = new DelegatingDataSource(database) {
        @Override
        public Connection getConnection() throws SQLException {
            return origins.wrap(database.getConnection());
        }
    };

    /** The operators of all markers that were written, also of those that were rolled back. */
    private final Map<String, ChangeOrigin> markers = new ConcurrentHashMap<>();

    private final Set<String> rolledBack = ConcurrentHashMap.newKeySet();

    abstract HikariDataSource database();

    /** Creates the procedure {@code mark(from, to, marker)}, which updates rows in a range. */
    abstract String procedure();

    @NullUnmarked
    @Entity(name = "Item")
    @Table(name = "item")
    static class Item {

        @Id
        long id;

        @Column
        String name;

        @Column
        BigDecimal price;
    }

    @BeforeEach
    void begin() throws SQLException {
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
            paths.read(connection);
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

    @Test
    void givesTheFinalRowsWithTheRightOperators() throws Exception {
        long seed = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SessionFactory sessions = sessions()) {
            List<Future<?>> done = new ArrayList<>();
            done.add(threads.submit(writer("ann", new Random(seed), sessions)));
            done.add(threads.submit(writer("bob", new Random(seed + 1), sessions)));
            done.add(threads.submit(outside(new Random(seed + 2))));
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        List<DataChange> changes = new ArrayList<>(
                new JdbcDataChanges(database, Duration.ofSeconds(30)).find(DataChangeFilter.ALL, null, 1_000_000));
        Collections.reverse(changes);

        assertThat(replayed(changes)).as("seed %d", seed).isEqualTo(rows());
        assertThat(changes).hasSizeGreaterThan(100);
        for (DataChange change : changes) {
            @Nullable String marker = marker(change);
            if (marker != null) {
                ChangeOrigin expected = markers.get(marker);
                assertThat(rolledBack).as("seed %d", seed).doesNotContain(marker);
                assertThat(change.operatorId())
                        .as("seed %d: %s", seed, change)
                        .isEqualTo(expected == null ? null : expected.operatorId());
                assertThat(change.operationId()).isEqualTo(expected == null ? null : expected.operationId());
                assertThat(change.application()).isEqualTo(expected == null ? null : "shop");
            }
        }
        assertThat(changes.stream().map(DataChange::operatorId)).contains("ann", "bob", null);
    }

    private SessionFactory sessions() {
        Configuration configuration = new Configuration().addAnnotatedClass(Item.class);
        configuration.getProperties().put("hibernate.connection.datasource", wrapped);
        return configuration.buildSessionFactory();
    }

    private static @Nullable String marker(DataChange change) {
        if (change.newValues() == null) {
            return null;
        }
        JsonNode values = json(change.newValues());
        return values.has("name") ? values.get("name").asString() : null;
    }

    private Map<String, JsonNode> rows() {
        Map<String, JsonNode> rows = new TreeMap<>();
        new JdbcTemplate(database).query("SELECT id, name, price, note FROM item", (ResultSet row) -> {
            var json = JsonMapper.shared().createObjectNode();
            for (String column : List.of("id", "name", "price", "note")) {
                json.put(column, row.getString(column));
            }
            rows.put(row.getString(1), json);
        });
        return rows;
    }

    /** Applies the changes to an empty table; every old value must be the current value. */
    private static Map<String, JsonNode> replayed(List<DataChange> changes) {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (DataChange change : changes) {
            String key = String.valueOf(change.key());
            if (change.action() == ChangeAction.INSERT) {
                assertThat(rows.put(key, json(change.newValues()))).isNull();
                continue;
            }
            JsonNode old = json(change.oldValues());
            assertThat(rows).containsKey(key);
            JsonNode row = Objects.requireNonNull(rows.remove(key));
            old.propertyStream()
                    .forEach(value ->
                            assertThat(row.get(value.getKey())).as("%s", change).isEqualTo(value.getValue()));
            if (change.action() == ChangeAction.UPDATE) {
                var next = JsonMapper.shared().createObjectNode();
                for (String column : List.of("id", "name", "price", "note")) {
                    JsonNode now = json(change.newValues());
                    next.set(column, now.has(column) ? now.get(column) : row.get(column));
                }
                rows.put(change.newKey() == null ? key : change.newKey(), next);
            } else {
                assertThat(change.action()).isEqualTo(ChangeAction.DELETE);
            }
        }
        return rows;
    }

    /** Reads values; names of columns are upper case in H2. */
    private static JsonNode json(@Nullable String values) {
        var json = JsonMapper.shared().createObjectNode();
        JsonMapper.shared()
                .readTree(values)
                .propertyStream()
                .forEach(value -> json.set(value.getKey().toLowerCase(Locale.ROOT), value.getValue()));
        return json;
    }

    private Callable<Boolean> writer(String operator, Random random, SessionFactory sessions) {
        return () -> {
            for (int i = 0; i < TRANSACTIONS; i++) {
                ChangeOrigin own = new ChangeOrigin(UUID.randomUUID(), operator, null, "shop");
                String marker = operator + "-" + i;
                markers.put(marker, own);
                ORIGIN.set(own);
                try {
                    write(random, marker, sessions);
                } catch (RuntimeException | SQLException conflict) {
                    // A deadlock or a duplicate key rolled the transaction back.
                    assertThat(conflict).hasStackTraceContaining("SQL");
                } finally {
                    ORIGIN.remove();
                }
            }
            return true;
        };
    }

    private void write(Random random, String marker, SessionFactory sessions) throws SQLException {
        switch (random.nextInt(5)) {
            case 0 ->
                sessions.inTransaction(session -> session.createMutationQuery(
                                "update Item i set i.name = :marker, i.price = i.price + 1 where i.id between :a and :b")
                        .setParameter("marker", marker)
                        .setParameter("a", (long) random.nextInt(ROWS))
                        .setParameter("b", (long) random.nextInt(ROWS))
                        .executeUpdate());
            case 1 ->
                new JdbcTemplate(wrapped).update("UPDATE item SET name = ? WHERE id = ?", marker, random.nextInt(ROWS));
            case 2 ->
                new JdbcTemplate(wrapped)
                        .update("CALL mark(?, ?, ?)", random.nextInt(ROWS), random.nextInt(ROWS), marker);
            default -> transaction(random, marker);
        }
    }

    /** Several statements, with a savepoint that may be rolled back, and a nested operation. */
    private void transaction(Random random, String marker) throws SQLException {
        try (Connection connection = wrapped.getConnection()) {
            connection.setAutoCommit(false);
            try {
                RandomStatements.run(connection, random, marker);
                Savepoint savepoint = connection.setSavepoint();
                String inner = marker + "-inner";
                nested(inner, () -> RandomStatements.run(connection, random, inner));
                if (random.nextBoolean()) {
                    connection.rollback(savepoint);
                    rolledBack.add(inner);
                }
                RandomStatements.run(connection, random, marker);
                if (random.nextInt(4) == 0) {
                    rolledBack.add(marker);
                    rolledBack.add(inner);
                    connection.rollback();
                } else {
                    connection.commit();
                }
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void nested(String marker, SqlTask task) throws SQLException {
        @Nullable ChangeOrigin outer = ORIGIN.get();
        ChangeOrigin inner =
                new ChangeOrigin(UUID.randomUUID(), outer == null ? null : outer.operatorId(), null, "shop");
        markers.put(marker, inner);
        ORIGIN.set(inner);
        try {
            task.run();
        } finally {
            ORIGIN.set(outer);
        }
    }

    /** A task on a connection. */
    @FunctionalInterface
    private interface SqlTask {
        void run() throws SQLException;
    }

    private Callable<Boolean> outside(Random random) {
        return () -> {
            for (int i = 0; i < TRANSACTIONS; i++) {
                try (Connection connection = database.getConnection()) {
                    RandomStatements.run(connection, random, "outside-" + i);
                } catch (SQLException conflict) {
                    // A deadlock or a duplicate key rolled the statement back.
                    assertThat(conflict.getSQLState()).isNotNull();
                }
            }
            return true;
        };
    }
}
