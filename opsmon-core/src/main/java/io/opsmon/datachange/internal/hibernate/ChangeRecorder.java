package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
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
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
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
        each(
                session,
                persister,
                id,
                action,
                (known, changes, row, origin) -> new Attempt(known, session, origin)
                        .run(
                                Set.of(row.table().label()),
                                connection -> changes.add(
                                        row, new RowReader(known.dialect()).lock(connection, session, row), origin)));
    }

    /** Notes a new row. */
    void inserted(SharedSessionContractImplementor session, EntityPersister persister, Object id) {
        each(
                session,
                persister,
                id,
                ChangeAction.INSERT,
                (known, changes, row, origin) -> changes.add(row, null, origin));
    }

    /** Takes a row within the limit. */
    @FunctionalInterface
    private interface RowTarget {
        void accept(RecordedTables known, SessionChanges changes, EntityRow row, @Nullable ChangeOrigin origin);
    }

    private void each(
            SharedSessionContractImplementor session,
            EntityPersister persister,
            Object id,
            ChangeAction action,
            RowTarget target) {
        @Nullable RecordedTables known = tables.get();
        if (known == null) {
            return;
        }
        for (EntityTableMapping mapping : persister.getTableMappings()) {
            @Nullable
            RecordedTable table = mapping.isInverse()
                    ? null
                    : known.find(schema, mapping.getTableName()).orElse(null);
            if (table == null) {
                continue;
            }
            SessionChanges changes = changes(session);
            EntityRow row = new EntityRow(table, id, mapping.getKeyDetails());
            if (changes.contains(row)) {
                continue;
            }
            @Nullable ChangeOrigin origin = origins.get();
            if (changes.hasRoom(origin, known.settings().maxRows())) {
                target.accept(known, changes, row, origin);
            } else {
                changes.count(table.label(), action, origin);
            }
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
            List<Change> found = new ArrayList<>(changed(connection, session, known, rows, changes));
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
        Map<EntityRow, @Nullable String[]> present =
                new RowReader(known.dialect()).read(connection, session, List.copyOf(rows.keySet()));
        List<Change> found = new ArrayList<>();
        rows.forEach((row, before) -> {
            @Nullable Change change = change(row, before, present.get(row));
            if (change == null) {
                changes.unchanged(before.origin());
            } else {
                found.add(change);
            }
        });
        return found;
    }

    private static @Nullable Change change(EntityRow row, Before before, @Nullable String @Nullable [] now) {
        @Nullable String @Nullable [] old = before.texts();
        RecordedTable table = row.table();
        if (old == null && now == null) {
            return null;
        }
        if (old == null || now == null) {
            @Nullable String[] only = old == null ? Objects.requireNonNull(now) : old;
            String values = table.format().values(only, null);
            return new Change(
                    table.label(),
                    old == null ? ChangeAction.INSERT : ChangeAction.DELETE,
                    table.format().key(only),
                    null,
                    old == null ? null : values,
                    old == null ? values : null,
                    1L,
                    before.origin(),
                    null);
        }
        if (!table.format().differs(old, now)) {
            return null;
        }
        String key = table.format().key(old);
        String newKey = table.format().key(now);
        return new Change(
                table.label(),
                ChangeAction.UPDATE,
                key,
                newKey.equals(key) ? null : newKey,
                table.format().values(old, now),
                table.format().values(now, old),
                1L,
                before.origin(),
                null);
    }
}
