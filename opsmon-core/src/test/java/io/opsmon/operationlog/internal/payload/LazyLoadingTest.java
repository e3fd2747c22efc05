package io.opsmon.operationlog.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.change.Comparison;
import io.opsmon.operationlog.internal.change.Snapshot;
import io.opsmon.operationlog.internal.change.Snapshots;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Entities of a real Hibernate, during the session and after its end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LazyLoadingTest {

    @Entity(name = "Customer")
    public static class Customer {
        @Id
        public long id;

        public String name = "";

        public long getId() {
            return id;
        }

        public String getName() {
            return name;
        }
    }

    @Entity(name = "PurchaseOrder")
    public static class PurchaseOrder {
        @Id
        public long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public @Nullable Customer customer;

        @OneToMany
        public List<Customer> watchers = new ArrayList<>();

        public long getId() {
            return id;
        }

        public @Nullable Customer getCustomer() {
            return customer;
        }

        public List<Customer> getWatchers() {
            return watchers;
        }
    }

    private final PayloadWriter writer =
            new PayloadWriter(PayloadSettings.defaults(), new Masking(Masking.DEFAULT_KEYS), List.of());

    @SuppressWarnings("NullAway.Init")
    private SessionFactory sessions;

    @BeforeAll
    void startHibernate() {
        sessions = new Configuration()
                .addAnnotatedClass(Customer.class)
                .addAnnotatedClass(PurchaseOrder.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:lazy;DB_CLOSE_DELAY=-1")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.generate_statistics", "true")
                .buildSessionFactory();
        sessions.inTransaction(session -> {
            Customer customer = new Customer();
            customer.id = 1;
            customer.name = "Ada";
            session.persist(customer);
            PurchaseOrder order = new PurchaseOrder();
            order.id = 5;
            order.customer = customer;
            order.watchers.add(customer);
            session.persist(order);
        });
    }

    @AfterAll
    void stopHibernate() {
        sessions.close();
    }

    @Test
    void neverLoadsWhatIsLazy() {
        Statistics statistics = sessions.getStatistics();
        PurchaseOrder detached;
        try (Session session = sessions.openSession()) {
            PurchaseOrder order = session.find(PurchaseOrder.class, 5L);
            long queries = statistics.getPrepareStatementCount();
            assertThat(writer.write(order, PathFilter.ALL))
                    .isEqualTo("{\"id\":5,\"customer\":\"(not loaded)\",\"watchers\":\"(not loaded)\"}");
            assertThat(writer.write(session.getReference(Customer.class, 1L), PathFilter.ALL))
                    .isEqualTo("\"(not loaded)\"");
            assertThat(statistics.getPrepareStatementCount()).isEqualTo(queries);
            detached = order;
        }
        assertThat(writer.write(detached, PathFilter.ALL)).contains("\"customer\":\"(not loaded)\"");
    }

    @Test
    void writesWhatIsLoaded() {
        try (Session session = sessions.openSession()) {
            PurchaseOrder order = session.find(PurchaseOrder.class, 5L);
            org.hibernate.Hibernate.initialize(order.customer);
            org.hibernate.Hibernate.initialize(order.watchers);

            assertThat(writer.write(order, PathFilter.ALL))
                    .isEqualTo(
                            "{\"id\":5,\"customer\":{\"id\":1,\"name\":\"Ada\"},\"watchers\":[{\"id\":1,\"name\":\"Ada\"}]}");
        }
    }

    @Test
    void proxiesAndPersistentCollectionsEqualTheirContent() {
        Masking masking = new Masking(Masking.DEFAULT_KEYS);
        Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), masking);
        Comparison comparison = new Comparison(ChangeSettings.defaults(), masking);
        Customer ada = new Customer();
        ada.id = 1;
        ada.name = "Ada";
        PurchaseOrder plain = new PurchaseOrder();
        plain.id = 5;
        plain.customer = ada;
        plain.watchers.add(ada);
        try (Session session = sessions.openSession()) {
            PurchaseOrder order = session.find(PurchaseOrder.class, 5L);
            Snapshot lazy = snapshots.take(order);
            org.hibernate.Hibernate.initialize(order.customer);
            org.hibernate.Hibernate.initialize(order.watchers);
            Snapshot loaded = snapshots.take(order);

            for (Snapshot one : List.of(lazy, loaded)) {
                assertThat(comparison.between(one, snapshots.take(plain)).changes())
                        .isEmpty();
                assertThat(comparison.between(snapshots.take(plain), one).changes())
                        .isEmpty();
            }
            ada.name = "Lovelace";
            assertThat(comparison.between(loaded, snapshots.take(plain)).changes())
                    .extracting(Change::path)
                    .containsExactly("customer.name", "watchers[1].name");
        }
    }
}
