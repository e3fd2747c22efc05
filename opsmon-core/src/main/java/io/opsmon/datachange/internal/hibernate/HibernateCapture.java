package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.TriggerUpkeep.Problem;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Records the changes of entities by events of Hibernate. The changes are rows of the transactions that change the
 * entities. This class loads without Hibernate. Thread-safe.
 *
 * @since 0.1
 */
public final class HibernateCapture {

    private static final Logger log = LoggerFactory.getLogger(HibernateCapture.class);

    private final Supplier<@Nullable ChangeOrigin> origins;
    private final Set<Object> factories = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> reported = new HashSet<>();
    private volatile @Nullable RecordedTables tables;

    /**
     * Creates a capture that records nothing yet.
     *
     * @param origins returns the origin of changes of the current thread; null if unknown
     */
    public HibernateCapture(Supplier<@Nullable ChangeOrigin> origins) {
        this.origins = origins;
    }

    /**
     * Listens to the session factories of the application. Factories that are known already stay.
     *
     * @param beans the beans of the application
     * @return the reason why no factory is known; empty if there is one
     */
    public synchronized List<Problem> listen(ListableBeanFactory beans) {
        if (!ClassUtils.isPresent(
                "org.hibernate.engine.spi.SessionFactoryImplementor", getClass().getClassLoader())) {
            return List.of(problem("Hibernate is not on the class path"));
        }
        List<String> reasons = Factories.listen(beans, factories, () -> tables, origins);
        if (factories.isEmpty()) {
            return List.of(problem("no session factory of Hibernate uses the database of opsmon: " + reasons));
        }
        if (reported.addAll(reasons)) {
            log.info("Changes of entities are not recorded for these entity manager factories: {}", reasons);
        }
        return List.of();
    }

    private static Problem problem(String reason) {
        return new Problem("*", reason, List.of());
    }

    /**
     * Reads the columns of the recorded tables. Until then, nothing is recorded.
     *
     * @param connection a connection to the database
     * @param settings the settings
     * @param captured the tables
     * @throws SQLException if the database fails
     */
    public void refresh(Connection connection, CaptureSettings settings, List<CapturedTable> captured)
            throws SQLException {
        RecordedTables now = RecordedTables.read(connection, settings, captured);
        @Nullable RecordedTables before = tables;
        if (before == null || !before.isSame(now)) {
            tables = now;
        }
    }

    /** Loaded only if Hibernate is present. */
    private static final class Factories {

        /** Returns the reasons why other factories are not recorded. */
        static List<String> listen(
                ListableBeanFactory beans,
                Set<Object> known,
                Supplier<@Nullable RecordedTables> tables,
                Supplier<@Nullable ChangeOrigin> origins) {
            List<String> reasons = new ArrayList<>();
            beans.getBeansOfType(EntityManagerFactory.class).forEach((name, factory) -> {
                try {
                    SessionFactoryImplementor sessions = factory.unwrap(SessionFactoryImplementor.class);
                    if (!known.contains(sessions)) {
                        @Nullable String schema = currentSchema(sessions, tables.get());
                        new ChangeListeners(new ChangeRecorder(schema, tables, origins))
                                .register(sessions.getEventEngine().getListenerRegistry());
                        known.add(sessions);
                    }
                } catch (RuntimeException failure) {
                    reasons.add(name + ": " + failure.getMessage());
                }
            });
            return reasons;
        }

        /** Returns the current schema of a factory's connections. Fails if the entities are in another database. */
        private static @Nullable String currentSchema(
                SessionFactoryImplementor sessions, @Nullable RecordedTables tables) {
            try (StatelessSession session = sessions.openStatelessSession()) {
                return session.doReturningWork(connection -> {
                    if (tables != null) {
                        tables.writer().demandTable(connection);
                    }
                    @Nullable String schema = connection.getSchema();
                    // MariaDB and MySQL have no schemas within a database.
                    return schema == null ? connection.getCatalog() : schema;
                });
            }
        }
    }
}
