package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.envers.Audited;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures data changes on PostgreSQL: a transaction that changes one row through JPA, and one update of 100,000 rows.
 * Peers are Hibernate Envers for the first, and a trigger that stores both rows as JSON for the second. The variants
 * alternate, each has a table of its own with the same rows, and the median of the rounds counts.
 */
public final class DataChangeCost {

    private static final int ROWS = 100_000;
    private static final int ROUNDS_OF_ONE_ROW = Integer.getInteger("rounds", 200);
    private static final int ROUNDS_OF_ALL_ROWS = Integer.getInteger("bulkRounds", 11);

    /** Few, so that the variants of a round find the same load of the machine. */
    private static final int TRANSACTIONS = 25;

    private static final List<String> TABLES = List.of("plain", "unlisted", "listed", "envers", "by_hand");

    private static final String BY_HAND = """
            CREATE FUNCTION audit_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO change_by_hand (changed_at, table_name, action, database_user, old_row, new_row)
                VALUES (clock_timestamp(), TG_TABLE_NAME, TG_OP, session_user, to_jsonb(OLD), to_jsonb(NEW));
                RETURN NULL;
            END
            $$""";

    private DataChangeCost() {}

    public static void main(String[] arguments) throws Exception {
        try (Postgres postgres = new Postgres();
                HikariDataSource bare = postgres.pool()) {
            JdbcTemplate jdbc = new JdbcTemplate(bare);
            fill(jdbc);
            try (ConfigurableApplicationContext host =
                    Host.start(postgres.url(), Map.of("opsmon.data-changes.tables", "listed"))) {
                DataSource proxied = host.getBean(DataSource.class);
                createPeer(jdbc);
                measureSingleRows(bare, proxied);
                measureBulk(jdbc, bare, proxied);
            }
        }
    }

    private static void fill(JdbcTemplate jdbc) {
        for (String table : TABLES) {
            jdbc.execute("CREATE TABLE " + table + " (id bigint PRIMARY KEY, status varchar(20), customer varchar(60),"
                    + " email varchar(80), total numeric(12, 2), quantity integer, paid boolean, note varchar(200),"
                    + " createdAt timestamptz, updatedAt timestamptz)");
            jdbc.execute("INSERT INTO " + table + " SELECT n, 'NEW', 'Customer ' || n, 'c' || n || '@example.org',"
                    + " n * 1.25, n % 7, false, 'a note of some length, number ' || n, now(), now()"
                    + " FROM generate_series(1, " + ROWS + ") n");
        }
        jdbc.execute("VACUUM ANALYZE");
    }

    private static void createPeer(JdbcTemplate jdbc) {
        jdbc.execute("CREATE TABLE change_by_hand (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " changed_at timestamptz, table_name text, action text, database_user text, old_row jsonb,"
                + " new_row jsonb)");
        jdbc.execute(BY_HAND);
        jdbc.execute("CREATE TRIGGER audit AFTER UPDATE ON by_hand FOR EACH ROW EXECUTE FUNCTION audit_by_hand()");
    }

    private static void measureSingleRows(DataSource bare, DataSource proxied) {
        List<SessionFactory> opened = new ArrayList<>();
        Map<String, Runnable> variants = new LinkedHashMap<>();
        for (String[] variant : new String[][] {
            {"without opsmon", "plain", "bare"},
            {"table not listed", "unlisted", "proxied"},
            {"table listed", "listed", "proxied"},
            {"table listed, connection without opsmon", "listed", "bare"},
            {"Envers", "envers", "bare"},
            {"trigger by hand", "by_hand", "bare"}
        }) {
            SessionFactory sessions = sessions(variant[1], variant[2].equals("bare") ? bare : proxied);
            opened.add(sessions);
            variants.put(variant[0], () -> changeSingleRows(sessions));
        }
        Map<String, double[]> times = measured(variants, ROUNDS_OF_ONE_ROW, () -> {});
        opened.forEach(SessionFactory::close);
        print("one row through JPA, µs", times, 1e3 * TRANSACTIONS);
    }

    private static SessionFactory sessions(String table, DataSource dataSource) {
        Configuration configuration = new Configuration().addAnnotatedClass(CustomerOrder.class);
        configuration.setPhysicalNamingStrategy(new PhysicalNamingStrategyStandardImpl() {
            @Override
            public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment environment) {
                return name.getText().equals("CustomerOrder") ? Identifier.toIdentifier(table) : name;
            }
        });
        boolean isEnvers = table.equals("envers");
        configuration.getProperties().put("hibernate.connection.datasource", dataSource);
        configuration.setProperty("hibernate.integration.envers.enabled", String.valueOf(isEnvers));
        configuration.setProperty("hibernate.hbm2ddl.auto", isEnvers ? "update" : "none");
        return configuration.buildSessionFactory();
    }

    private static void changeSingleRows(SessionFactory sessions) {
        for (int i = 0; i < TRANSACTIONS; i++) {
            long id = 1 + ThreadLocalRandom.current().nextInt(ROWS);
            sessions.inTransaction(session -> {
                CustomerOrder order = session.find(CustomerOrder.class, id);
                order.quantity++;
                order.total = order.total.add(BigDecimal.ONE);
            });
        }
    }

    private static void measureBulk(JdbcTemplate jdbc, DataSource bare, DataSource proxied) {
        Map<String, Runnable> variants = new LinkedHashMap<>();
        variants.put("without opsmon", () -> changeAllRows(bare, "plain"));
        variants.put("table not listed", () -> changeAllRows(proxied, "unlisted"));
        variants.put("table listed", () -> changeAllRows(proxied, "listed"));
        variants.put("trigger by hand", () -> changeAllRows(bare, "by_hand"));
        Map<String, double[]> times = measured(variants, ROUNDS_OF_ALL_ROWS, () -> {
            TABLES.forEach(table -> jdbc.execute("VACUUM " + table));
            jdbc.execute("TRUNCATE change_by_hand, opsmon_data_change");
        });
        print("100,000 rows, ms", times, 1e6);
    }

    private static void changeAllRows(DataSource dataSource, String table) {
        new JdbcTemplate(dataSource).update("UPDATE " + table + " SET quantity = quantity + ?, total = total + 1", 1);
    }

    /** Runs the variants in turn, and returns the nanoseconds of each round. A tenth of the rounds warms up before. */
    private static Map<String, double[]> measured(Map<String, Runnable> variants, int rounds, Runnable preparation) {
        Map<String, double[]> times = new LinkedHashMap<>();
        variants.keySet().forEach(name -> times.put(name, new double[rounds]));
        for (int round = -rounds / 10 - 1; round < rounds; round++) {
            for (Map.Entry<String, Runnable> variant : variants.entrySet()) {
                preparation.run();
                long start = System.nanoTime();
                variant.getValue().run();
                if (round >= 0) {
                    times.get(variant.getKey())[round] = System.nanoTime() - start;
                }
            }
        }
        return times;
    }

    /** Prints the median of each variant, and the median of its ratios to the first variant of the same round. */
    private static void print(String task, Map<String, double[]> times, double unit) {
        double[] first = times.values().iterator().next();
        times.forEach((name, nanos) -> {
            double[] ratios = new double[nanos.length];
            Arrays.setAll(ratios, round -> nanos[round] / first[round]);
            System.out.printf("%s, %s: %.0f, ratio %.2f%n", task, name, median(nanos) / unit, median(ratios));
        });
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A row of each table. */
    @NullUnmarked
    @Entity(name = "CustomerOrder")
    @Audited
    static class CustomerOrder {

        @Id
        long id;

        String status;
        String customer;
        String email;
        BigDecimal total;
        int quantity;
        boolean paid;
        String note;
        Instant createdAt;
        Instant updatedAt;
    }
}
