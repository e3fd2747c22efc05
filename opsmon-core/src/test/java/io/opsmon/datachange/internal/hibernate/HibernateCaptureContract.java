package io.opsmon.datachange.internal.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.CaptureMethod;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.jdbc.TriggerUpkeeps;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.operationlog.internal.change.AuditedColumns;
import io.opsmon.operationlog.internal.change.AuditedColumns.AuditedColumn;
import io.opsmon.testsupport.TestDatabases;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes entities by Hibernate on a real database. */
abstract class HibernateCaptureContract {

    private static final List<String> TABLES =
            List.of("item", "vehicle", "car", "Mixed Name", "order_line", "numbered", "plain_row", "basket*");
    private static final int NUMBER_OF_TABLES = TABLES.size() + 4;

    private final HikariDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(30));
    private final ThreadLocal<@Nullable ChangeOrigin> origin = ThreadLocal.withInitial(() -> origin("ann"));
    private final HibernateCapture capture = new HibernateCapture(origin::get);
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final SessionFactory sessions = sessions();

    abstract HikariDataSource database();

    private static ChangeOrigin origin(String operator) {
        return new ChangeOrigin(UUID.randomUUID(), operator, "Name of " + operator, "hibernate");
    }

    private SessionFactory sessions() {
        OriginDataSource origins = new OriginDataSource(() -> {
            @Nullable ChangeOrigin now = origin.get();
            return now == null
                    ? null
                    : new ChangeOrigin(now.operationId(), now.operatorId(), now.operatorName(), "triggers");
        });
        Configuration configuration = new Configuration()
                .addAnnotatedClass(CapturedEntities.Item.class)
                .addAnnotatedClass(CapturedEntities.Vehicle.class)
                .addAnnotatedClass(CapturedEntities.Car.class)
                .addAnnotatedClass(CapturedEntities.Mixed.class)
                .addAnnotatedClass(CapturedEntities.OrderLine.class)
                .addAnnotatedClass(CapturedEntities.Numbered.class)
                .addAnnotatedClass(CapturedEntities.Basket.class);
        configuration.getProperties().put("hibernate.connection.datasource", new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                return origins.wrap(database.getConnection());
            }
        });
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.setProperty("hibernate.jdbc.batch_size", "10");
        return configuration.buildSessionFactory();
    }

    @BeforeEach
    void begin() throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        jdbc.execute("CREATE TABLE plain_row (id INT PRIMARY KEY, n INT)");
        jdbc.execute("ALTER TABLE item ADD unmapped VARCHAR(20) DEFAULT 'by default'");
        beans.registerSingleton("sessions", sessions);
        assertThat(capture.listen(beans)).isEmpty();
        assertThat(maintain(settings(1_000, FailurePolicy.FAIL_OPEN)).problems())
                .isEmpty();
    }

    @AfterEach
    void end() {
        sessions.close();
        if (database.getJdbcUrl().startsWith("jdbc:h2:")) {
            database.close();
        } else {
            TestDatabases.drop(database);
        }
    }

    private CaptureSettings settings(int maxRows, FailurePolicy policy) {
        List<AuditedColumn> audited = AuditedColumns.of(beans);
        return new CaptureSettings(
                "shop",
                NamePattern.all(TABLES),
                NamePattern.all(audited.stream()
                        .filter(column -> column.field().ignore())
                        .map(AuditedColumn::name)
                        .toList()),
                NamePattern.all(audited.stream()
                        .filter(column -> column.field().mask())
                        .map(AuditedColumn::name)
                        .toList()),
                column -> column.equalsIgnoreCase("secret"),
                maxRows,
                200,
                policy,
                CaptureMethod.HIBERNATE);
    }

    private TriggerUpkeep.Result maintain(CaptureSettings settings) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            TriggerUpkeep.Result result = TriggerUpkeeps.of(connection).maintain(connection, settings);
            if (!settings.usesTriggers()) {
                capture.refresh(connection, settings, result.captured());
            }
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        }
    }

    /** Creates triggers beside the events, so that both record each change. */
    private void addTriggers() throws SQLException {
        CaptureSettings own = settings(1_000, FailurePolicy.FAIL_OPEN);
        maintain(new CaptureSettings(
                own.owner(),
                own.tables(),
                own.leftOut(),
                own.masked(),
                own.isSensitive(),
                own.maxRows(),
                own.maxValueLength(),
                own.policy()));
    }

    private List<DataChange> recorded() {
        List<DataChange> found = new ArrayList<>(changes.find(DataChangeFilter.ALL, null, 100_000));
        Collections.reverse(found);
        return found;
    }

    private static JsonNode json(@Nullable String text) {
        return JsonMapper.shared().readTree(text == null ? "null" : text);
    }

    /** Returns a member of recorded values; databases differ in the case of names. */
    private static String member(@Nullable String values, String column) {
        JsonNode json = json(values);
        JsonNode found = json.has(column) ? json.get(column) : json.path(column.toUpperCase(Locale.ROOT));
        return found.isMissingNode() ? "absent" : found.isNull() ? "null" : found.asString();
    }

    private static CapturedEntities.Item item(long id) {
        CapturedEntities.Item item = new CapturedEntities.Item();
        item.id = id;
        item.name = "name " + id;
        item.price = new BigDecimal("12.5");
        return item;
    }

    private static String table(DataChange change) {
        return change.table().substring(change.table().indexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    @Test
    void recordsTheRowsOfEntities() {
        sessions.inTransaction(session -> session.persist(item(1)));
        sessions.inTransaction(session -> session.find(CapturedEntities.Item.class, 1L).name = "new");
        sessions.inTransaction(session -> session.remove(session.find(CapturedEntities.Item.class, 1L)));

        List<DataChange> found = recorded();
        assertThat(found)
                .extracting(
                        HibernateCaptureContract::table,
                        DataChange::action,
                        DataChange::key,
                        DataChange::rowCount,
                        DataChange::operatorId,
                        DataChange::operatorName,
                        DataChange::application)
                .containsExactly(
                        tuple("item", ChangeAction.INSERT, "1", 1L, "ann", "Name of ann", "hibernate"),
                        tuple("item", ChangeAction.UPDATE, "1", 1L, "ann", "Name of ann", "hibernate"),
                        tuple("item", ChangeAction.DELETE, "1", 1L, "ann", "Name of ann", "hibernate"));
        // As the database prints the value, and a column that the entity does not have.
        assertThat(member(found.get(0).newValues(), "price")).isEqualTo("12.5000");
        assertThat(member(found.get(0).newValues(), "unmapped")).isEqualTo("by default");
        assertThat(json(found.get(1).newValues()).size()).isEqualTo(2);
        assertThat(member(found.get(1).oldValues(), "name")).isEqualTo("name 1");
        assertThat(member(found.get(1).newValues(), "name")).isEqualTo("new");
        assertThat(member(found.get(1).newValues(), "version")).isEqualTo("1");
        assertThat(found.get(2).oldValues()).contains("12.5000");
        assertThat(found.get(2).newValues()).isNull();
    }

    @Test
    void recordsWhatTriggersRecord() throws SQLException {
        addTriggers();
        CapturedEntities.Item full = item(1);
        sessions.inTransaction(session -> {
            full.mood = CapturedEntities.Mood.GOOD;
            full.code = UUID.fromString("2b5f4a4c-0000-0000-0000-000000000001");
            full.data = new byte[] {0, 1, (byte) 255};
            full.at = Instant.parse("2026-03-29T01:30:00.123456Z");
            full.local = LocalDateTime.parse("2026-10-25T02:30:00");
            full.day = LocalDate.parse("1000-01-01");
            full.time = LocalTime.parse("12:00:05");
            full.flag = true;
            full.ratio = 0.1;
            full.text = "\u4e2d\ud83d\ude00\"\\\n".repeat(100);
            full.address = new CapturedEntities.Address();
            full.address.street = "O'Neill\tStreet";
            full.phone = "123";
            full.note = "left out";
            full.secret = "s";
            session.persist(full);
            session.persist(new CapturedEntities.Car(1L, "Beetle", 4));
            session.persist(new CapturedEntities.Mixed("x".repeat(400), full));
            for (int i = 1; i <= 25; i++) {
                session.persist(new CapturedEntities.OrderLine(7, i, "line"));
                session.persist(new CapturedEntities.Numbered("n" + i));
            }
        });
        sessions.inTransaction(session -> {
            CapturedEntities.Item item = session.find(CapturedEntities.Item.class, 1L);
            item.price = new BigDecimal("-0.5");
            item.mood = null;
            item.text = "short";
            item.address.street = "other";
            item.phone = "456";
            origin.set(origin("bob"));
            session.find(CapturedEntities.Car.class, 1L).doors = 2;
            session.createSelectionQuery("from OrderLine", CapturedEntities.OrderLine.class)
                    .getResultList()
                    .forEach(line -> line.text = "changed " + line.id.pos);
        });
        sessions.inTransaction(session -> {
            CapturedEntities.Item detached = item(1);
            detached.version = 1;
            detached.note = "only left out";
            session.merge(detached);
            session.createSelectionQuery("from OrderLine", CapturedEntities.OrderLine.class)
                    .getResultList()
                    .forEach(session::remove);
            session.remove(session.find(CapturedEntities.Car.class, 1L));
        });

        List<DataChange> found = recorded();
        List<String> ofTriggers = texts(found, "triggers");
        assertThat(ofTriggers).hasSizeGreaterThan(100);
        assertThat(texts(found, "hibernate")).containsExactlyInAnyOrderElementsOf(ofTriggers);
    }

    private static List<String> texts(List<DataChange> changes, String application) {
        return changes.stream()
                .filter(change -> application.equals(change.application()))
                .map(change -> String.join(
                        "|",
                        change.table(),
                        change.action().name(),
                        change.key(),
                        change.newKey(),
                        json(change.oldValues()).toString(),
                        json(change.newValues()).toString(),
                        String.valueOf(change.rowCount()),
                        String.valueOf(change.operationId()),
                        change.operatorId(),
                        change.operatorName(),
                        change.transactionId(),
                        change.databaseUser(),
                        change.note()))
                .toList();
    }

    @Test
    void recordsNothingOfRolledBackTransactionsAndSavepoints() {
        try (Session session = sessions.openSession()) {
            var transaction = session.beginTransaction();
            session.persist(item(1));
            session.flush();
            transaction.rollback();
        }
        assertThat(recorded()).isEmpty();

        sessions.inTransaction(session -> {
            session.persist(item(2));
            session.flush();
            Savepoint savepoint = session.doReturningWork(Connection::setSavepoint);
            session.persist(item(3));
            session.persist(new CapturedEntities.Numbered("written at once"));
            session.flush();
            session.doWork(connection -> connection.rollback(savepoint));
            session.clear();
        });
        assertThat(recorded()).extracting(DataChange::key).containsExactly("2");
    }

    @Test
    void assignsTheChangesOfATransactionToTheirOperations() {
        ChangeOrigin first = origin("ann");
        ChangeOrigin second = origin("bob");
        sessions.inTransaction(session -> {
            origin.set(first);
            session.persist(item(1));
            session.flush();
            origin.set(second);
            session.find(CapturedEntities.Item.class, 1L).name = "by bob";
        });
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::operationId, DataChange::operatorId)
                .containsExactly(
                        tuple(ChangeAction.INSERT, first.operationId(), "ann"),
                        tuple(ChangeAction.UPDATE, second.operationId(), "bob"));
        assertThat(recorded().stream().map(DataChange::transactionId).distinct())
                .hasSize(1);
    }

    @Test
    void masksAndLeavesOutColumns() {
        sessions.inTransaction(session -> {
            CapturedEntities.Item item = item(1);
            item.secret = "password";
            item.phone = "123";
            item.note = "private";
            session.persist(item);
        });
        sessions.inTransaction(session -> session.find(CapturedEntities.Item.class, 1L).phone = "456");
        String values = String.valueOf(recorded().get(0).newValues());
        assertThat(member(values, "secret")).isEqualTo("***");
        assertThat(member(values, "phone")).isEqualTo("***");
        assertThat(member(values, "note")).isEqualTo("absent");
        assertThat(member(recorded().get(1).oldValues(), "phone")).isEqualTo("***");
    }

    @Test
    void countsRowsBeyondTheLimit() throws SQLException {
        maintain(settings(3, FailurePolicy.FAIL_CLOSED));
        sessions.inTransaction(session -> IntStream.rangeClosed(1, 10).forEach(id -> session.persist(item(id))));
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::key, DataChange::rowCount)
                .containsExactly(
                        tuple(ChangeAction.INSERT, "1", 1L),
                        tuple(ChangeAction.INSERT, "2", 1L),
                        tuple(ChangeAction.INSERT, "3", 1L),
                        tuple(ChangeAction.INSERT, null, 7L));
    }

    @Test
    void recordsAGapIfTheTableHasChanged() throws SQLException {
        jdbc.execute("ALTER TABLE item DROP COLUMN unmapped");
        sessions.inTransaction(session -> session.persist(item(1)));
        sessions.inTransaction(session -> session.find(CapturedEntities.Item.class, 1L).name = "new");
        assertThat(jdbc.queryForObject("SELECT name FROM item", String.class)).isEqualTo("new");
        assertThat(recorded())
                .extracting(HibernateCaptureContract::table, DataChange::action, DataChange::operatorId)
                .containsExactly(tuple("item", ChangeAction.GAP, "ann"), tuple("item", ChangeAction.GAP, "ann"));
        assertThat(recorded().get(0).note()).containsIgnoringCase("unmapped");

        maintain(settings(1_000, FailurePolicy.FAIL_OPEN));
        sessions.inTransaction(session -> session.persist(item(2)));
        assertThat(recorded()).hasSize(3).last().extracting(DataChange::action).isEqualTo(ChangeAction.INSERT);
    }

    @Test
    void failsTheTransactionIfChangesMustNotBeMissed() throws SQLException {
        maintain(settings(1_000, FailurePolicy.FAIL_CLOSED));
        jdbc.execute("ALTER TABLE item DROP COLUMN unmapped");
        assertThatThrownBy(() -> sessions.inTransaction(session -> session.persist(item(1))))
                .message()
                .containsIgnoringCase("unmapped");
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM item", Integer.class))
                .isZero();
        assertThat(recorded()).isEmpty();
    }

    @Test
    void continuesIfChangesCannotBeWritten() {
        jdbc.execute("ALTER TABLE opsmon_data_change RENAME TO away");
        sessions.inTransaction(session -> session.persist(item(1)));
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM item", Integer.class))
                .isOne();
        jdbc.execute("ALTER TABLE away RENAME TO opsmon_data_change");
    }

    @Test
    void recordsStatelessSessions() {
        try (StatelessSession session = sessions.openStatelessSession()) {
            var transaction = session.beginTransaction();
            session.insert(item(1));
            CapturedEntities.Item item = session.get(CapturedEntities.Item.class, 1L);
            item.name = "new";
            session.update(item);
            session.insertMultiple(List.of(item(2), item(3)));
            session.delete(item);
            transaction.commit();
        }
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::key)
                .containsExactly(
                        tuple(ChangeAction.INSERT, "1"),
                        tuple(ChangeAction.UPDATE, "1"),
                        tuple(ChangeAction.INSERT, "2"),
                        tuple(ChangeAction.INSERT, "3"),
                        tuple(ChangeAction.DELETE, "1"));
    }

    @Test
    void removesTheTriggersOfTheApplication() throws SQLException {
        addTriggers();
        TriggerUpkeep.Result result = maintain(settings(1_000, FailurePolicy.FAIL_OPEN));
        assertThat(result.problems()).isEmpty();
        assertThat(result.captured()).hasSize(NUMBER_OF_TABLES);
        assertThat(result.changed()).hasSize(NUMBER_OF_TABLES);
        assertThat(maintain(settings(1_000, FailurePolicy.FAIL_OPEN)).changed()).isEmpty();
        sessions.inTransaction(session -> session.persist(item(1)));
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void recordsTheRowsOfCollectionsAsTriggersDo() throws SQLException {
        addTriggers();
        sessions.inTransaction(session -> {
            session.persist(item(1));
            session.persist(item(2));
            CapturedEntities.Basket basket = new CapturedEntities.Basket(1);
            basket.tags.addAll(List.of("a", "b"));
            basket.lines.addAll(List.of("first", "second", "third"));
            basket.items.add(session.find(CapturedEntities.Item.class, 1L));
            session.persist(basket);
        });
        sessions.inTransaction(session -> {
            origin.set(origin("bob"));
            CapturedEntities.Basket basket = session.find(CapturedEntities.Basket.class, 1L);
            basket.tags.remove("a");
            basket.tags.add("c");
            basket.lines.set(1, "other");
            basket.lines.remove(2);
            basket.items.add(session.find(CapturedEntities.Item.class, 2L));
        });
        sessions.inTransaction(session -> session.remove(session.find(CapturedEntities.Basket.class, 1L)));

        List<DataChange> found = recorded();
        assertThat(texts(found, "triggers")).hasSize(21);
        assertThat(texts(found, "hibernate")).containsExactlyInAnyOrderElementsOf(texts(found, "triggers"));
    }

    @Test
    void recordsTheDifferenceOfACollectionWithoutKey() {
        sessions.inTransaction(session -> {
            CapturedEntities.Basket basket = new CapturedEntities.Basket(1);
            basket.notes.addAll(List.of("same", "same", "gone"));
            session.persist(basket);
        });
        int before = recorded().size();
        // Hibernate deletes all rows, and inserts all elements.
        sessions.inTransaction(session -> {
            CapturedEntities.Basket basket = session.find(CapturedEntities.Basket.class, 1L);
            basket.notes.remove("gone");
            basket.notes.add("new");
        });
        assertThat(recorded().subList(before, recorded().size()))
                .extracting(HibernateCaptureContract::table, DataChange::action, DataChange::key)
                .containsExactly(
                        tuple("basket_note", ChangeAction.DELETE, "[\"1\", \"gone\"]"),
                        tuple("basket_note", ChangeAction.INSERT, "[\"1\", \"new\"]"));
    }

    @Test
    void countsTheRowsOfACollectionBeyondTheLimit() throws SQLException {
        maintain(settings(3, FailurePolicy.FAIL_CLOSED));
        sessions.inTransaction(session -> {
            CapturedEntities.Basket basket = new CapturedEntities.Basket(1);
            basket.lines.addAll(List.of("1", "2", "3", "4", "5"));
            session.persist(basket);
        });
        assertThat(recorded())
                .extracting(HibernateCaptureContract::table, DataChange::action, DataChange::rowCount)
                .containsExactly(
                        tuple("basket", ChangeAction.INSERT, 1L),
                        tuple("basket_line", ChangeAction.INSERT, 1L),
                        tuple("basket_line", ChangeAction.INSERT, 1L),
                        tuple("basket_line", ChangeAction.INSERT, 3L));
    }
}
