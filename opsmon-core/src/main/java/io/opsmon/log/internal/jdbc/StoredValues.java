package io.opsmon.log.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether a log's table returns the values that were written. If not, a hash of the written values cannot be
 * verified: entries are then inserted without position, read back, and hashed as the database returns them.
 *
 * <p>The check runs once, on first use. Reading back costs one select and one update for each entry. Thread-safe.
 *
 * @param <E> the kind of entry
 */
final class StoredValues<E extends RecordedEntry> {

    private static final Logger log = LoggerFactory.getLogger(StoredValues.class);
    private static final int IDS_AT_ONCE = 500;

    private final LogDefinition<E> definition;
    private final LogTable<E> table;
    private final List<TableColumn<E>> chainColumns;
    private volatile @Nullable List<String> differences;
    private volatile @Nullable String failure;

    StoredValues(LogDefinition<E> definition, LogTable<E> table) {
        this.definition = definition;
        this.table = table;
        this.chainColumns = table.columns()
                .subList(
                        table.columns().size() - LogTable.CHAIN_COLUMNS,
                        table.columns().size());
    }

    /**
     * Checks the table, unless a check has succeeded before.
     *
     * @param connection a connection within a transaction, whose changes are kept
     * @return true if the table returns all values; false also if the check failed, until it succeeds
     * @throws SQLException if the connection is unusable after a failed check
     */
    boolean areFaithful(Connection connection, DatabaseDialect dialect) throws SQLException {
        @Nullable List<String> known = differences;
        if (known == null) {
            known = check(connection, dialect);
        }
        return known != null && known.isEmpty();
    }

    /** Returns the columns that do not return their values, or the failure of the check; null if all is well. */
    @Nullable
    String problem() {
        @Nullable List<String> known = differences;
        if (known == null) {
            return failure;
        }
        return known.isEmpty()
                ? null
                : "The database does not return all values of " + definition.table() + " as written: "
                        + String.join("; ", known)
                        + ". Entries are hashed as the database returns them, which is slower. Check the settings of"
                        + " the driver, of the connection and of the server.";
    }

    private synchronized @Nullable List<String> check(Connection connection, DatabaseDialect dialect)
            throws SQLException {
        @Nullable List<String> known = differences;
        if (known != null) {
            return known;
        }
        try {
            known = StoredValueProbe.differences(connection, dialect, table);
        } catch (SQLException | RuntimeException refused) {
            if (failure == null) {
                log.warn(
                        "Checking whether {} returns written values failed, entries are read back until the check"
                                + " succeeds: {}",
                        definition.table(),
                        refused.getMessage());
            }
            failure = "Checking whether " + definition.table() + " returns written values failed: "
                    + refused.getMessage();
            return null;
        }
        differences = known;
        failure = null;
        if (!known.isEmpty()) {
            log.error("{}", problem());
        }
        return known;
    }

    /**
     * Inserts entries and returns the entries as the database returns them.
     *
     * @param entries the entries, in order
     * @return the stored entries, in the same order
     */
    List<E> insert(Connection connection, DatabaseDialect dialect, List<E> entries) throws SQLException {
        LogInserts.insert(dialect, connection, table, entries);
        Map<UUID, E> stored = new HashMap<>();
        for (int from = 0; from < entries.size(); from += IDS_AT_ONCE) {
            List<E> some = entries.subList(from, Math.min(entries.size(), from + IDS_AT_ONCE));
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + definition.names() + " FROM " + definition.table()
                            + " WHERE id IN (" + String.join(", ", Collections.nCopies(some.size(), "?")) + ")")) {
                for (int i = 0; i < some.size(); i++) {
                    select.setObject(i + 1, dialect.toSql(some.get(i).id()));
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        E entry = EntryRow.read(definition, row, dialect);
                        stored.put(entry.id(), entry);
                    }
                }
            }
        }
        List<E> inOrder = new ArrayList<>(entries.size());
        for (E entry : entries) {
            @Nullable E found = stored.get(entry.id());
            if (found == null) {
                throw new SQLException(
                        "Entry " + entry.id() + " is not found in " + definition.table() + " after its insert");
            }
            inOrder.add(found);
        }
        return inOrder;
    }

    /** Stores the positions of inserted entries. */
    void place(Connection connection, DatabaseDialect dialect, List<E> placed) throws SQLException {
        String assignments =
                chainColumns.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + definition.table() + " SET " + assignments + " WHERE id = ?")) {
            for (E entry : placed) {
                int index = 1;
                for (TableColumn<E> column : chainColumns) {
                    LogInserts.bind(dialect, update, index++, column, entry);
                }
                update.setObject(index, dialect.toSql(entry.id()));
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
