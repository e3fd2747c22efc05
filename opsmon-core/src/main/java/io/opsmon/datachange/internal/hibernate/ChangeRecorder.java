package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.hibernate.EntityRow.RowKey;
import io.opsmon.datachange.internal.hibernate.SessionChanges.Before;
import io.opsmon.datachange.internal.hibernate.SessionChanges.Further;
import io.opsmon.datachange.internal.jdbc.ChangeWriter.Change;
import jakarta.transaction.Synchronization;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

/**
 * Records the rows that sessions of one factory change. A row is read from the database before its change, and again
 * after the flush, on the connection of the session. The recorded texts are therefore those that triggers would record,
 * including columns without attribute and values that the database computes. Thread-safe.
 */
final class ChangeRecorder {

    private final @Nullable String schema;
    private final Supplier<@Nullable RecordedTables> tables;
    private final Supplier<@Nullable ChangeOrigin> origins;
    private final Map<SharedSessionContractImplementor, SessionChanges> sessions =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Creates the recorder of a factory.
     *
     * @param schema the current schema of the factory's connections; null if unknown
     */
    ChangeRecorder(
            @Nullable String schema,
            Supplier<@Nullable RecordedTables> tables,
            Supplier<@Nullable ChangeOrigin> origins) {
        this.schema = schema;
        this.tables = tables;
        this.origins = origins;
    }

    /** Reads the rows of an entity that is inserted, updated or deleted next. */
    void before(SharedSessionContractImplementor session, EntityPersister persister, Object id, ChangeAction action) {
        for (EntityTableMapping table : persister.getTableMappings()) {
            if (!table.isInverse()) {
                add(session, table.getTableName(), RowKey.of(table), id, false, action, true);
            }
        }
    }

    /** Notes a new row. */
    void inserted(SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        for (EntityTableMapping table : persister.getTableMappings()) {
            if (!table.isInverse()) {
                add(session, table.getTableName(), RowKey.of(table), id, false, ChangeAction.INSERT, false);
            }
        }
    }

    /** Reads the rows of a collection that is written next. Rows of entities have events of their own. */
    void beforeCollection(SharedSessionContractImplementor session, CollectionPersister persister, Object key) {
        if (!persister.isInverse() && !persister.isOneToMany()) {
            add(session, persister.getTableName(), RowKey.of(persister), key, true, ChangeAction.UPDATE, true);
        }
    }

    private void add(
            SharedSessionContractImplementor session,
            String name,
            RowKey key,
            Object id,
            boolean isCollection,
            ChangeAction action,
            boolean mayExist) {
        @Nullable RecordedTables known = tables.get();
        @Nullable
        RecordedTable table = known == null ? null : known.find(schema, name).orElse(null);
        if (known == null || table == null) {
            return;
        }
        SessionChanges changes = changes(session);
        EntityRow row = new EntityRow(table, id, key, isCollection);
        if (changes.contains(row)) {
            return;
        }
        @Nullable ChangeOrigin origin = origins.get();
        if (!isCollection && !changes.hasRoom(origin, known.settings().maxRows())) {
            changes.count(table.label(), action, origin);
        } else if (mayExist) {
            new Attempt(known, session, origin)
                    .run(
                            Set.of(table.label()),
                            connection -> changes.add(
                                    row, new RowReader(known.dialect()).lock(connection, session, row), origin));
        } else {
            changes.add(row, List.of(), origin);
        }
    }

    private SessionChanges changes(SharedSessionContractImplementor session) {
        @Nullable SessionChanges known = sessions.get(session);
        if (known != null) {
            return known;
        }
        SessionChanges created = new SessionChanges();
        sessions.put(session, created);
        if (session.isTransactionInProgress()) {
            session.getTransactionCoordinator()
                    .getLocalSynchronizations()
                    .registerSynchronization(new Synchronization() {
                        @Override
                        public void beforeCompletion() {
                            // A flush may have failed, and the host commits nevertheless.
                            write(session);
                        }

                        @Override
                        public void afterCompletion(int status) {
                            sessions.remove(session);
                        }
                    });
        }
        return created;
    }

    /** Writes the changes of a statement that no flush follows. */
    void executed(SharedSessionContractImplementor session) {
        boolean isFlushing =
                session.isEventSource() && session.getPersistenceContext().isFlushing();
        if (!isFlushing && sessions.containsKey(session)) {
            session.getJdbcCoordinator().executeBatch();
            write(session);
            if (!session.isTransactionInProgress()) {
                sessions.remove(session);
            }
        }
    }

    /** Writes the changes of a session, whose statements the database has executed. */
    void write(SharedSessionContractImplementor session) {
        @Nullable SessionChanges changes = sessions.get(session);
        @Nullable RecordedTables known = tables.get();
        if (changes == null || changes.isEmpty() || known == null) {
            return;
        }
        Map<EntityRow, Before> rows = changes.takeRows();
        Map<Further, Long> further = changes.takeFurther();
        Set<String> labels = Stream.concat(
                        rows.keySet().stream().map(row -> row.table().label()),
                        further.keySet().stream().map(Further::table))
                .collect(Collectors.toSet());
        new Attempt(known, session, origins.get()).run(labels, connection -> {
            List<Change> found = changed(connection, session, known, rows, changes);
            // Collections may have more changes than the limit.
            changes.takeFurther().forEach((count, number) -> further.merge(count, number, Long::sum));
            further.forEach((count, number) -> found.add(
                    new Change(count.table(), count.action(), null, null, null, null, number, count.origin(), null)));
            if (!found.isEmpty()) {
                known.writer().write(connection, found);
            }
        });
    }

    /** Compares the rows before and after their changes. */
    private static List<Change> changed(
            Connection connection,
            SharedSessionContractImplementor session,
            RecordedTables known,
            Map<EntityRow, Before> rows,
            SessionChanges changes)
            throws SQLException {
        Map<EntityRow, List<@Nullable String[]>> present =
                new RowReader(known.dialect()).read(connection, session, List.copyOf(rows.keySet()));
        List<Change> found = new ArrayList<>();
        rows.forEach((row, before) -> {
            List<Change> differences =
                    new RowDifference(row, before.origin()).of(before.rows(), present.getOrDefault(row, List.of()));
            int taken = changes.take(
                    row, before.origin(), differences.size(), known.settings().maxRows());
            found.addAll(differences.subList(0, taken));
            differences
                    .subList(taken, differences.size())
                    .forEach(change -> changes.count(change.table(), change.action(), before.origin()));
        });
        return found;
    }
}
