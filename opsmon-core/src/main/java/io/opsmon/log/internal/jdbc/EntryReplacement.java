package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.Erasure;
import io.opsmon.chain.internal.jdbc.ChainAppender;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the personal data of stored entries. Each batch is a separate transaction. An entry of a chain keeps the
 * hash of its original data and gets a signature, so the chain stays verifiable. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class EntryReplacement<E extends RecordedEntry> {

    private static final int BATCH = 500;

    private final LogDefinition<E> definition;
    private final LogStatements<E> table;
    private final Sealer sealer;
    private final JdbcChains chains;
    private final List<TableColumn<E>> changed;

    /**
     * Creates the replacement for a log.
     *
     * @param definition the definition of the log
     * @param dataSource the database of the table
     * @param sealer signs replacements
     */
    public EntryReplacement(LogDefinition<E> definition, DataSource dataSource, Sealer sealer) {
        this.definition = definition;
        this.table = new LogStatements<>(definition, dataSource, null);
        this.sealer = sealer;
        this.chains = new JdbcChains(definition.name(), table.transactions().dialects());
        this.changed = Stream.<LogColumn<E, ?>>concat(
                        definition.personalColumns().stream(),
                        Stream.of("chain_salt", "personal_hash", "proof").map(definition::column))
                .map(LogTable::column)
                .toList();
    }

    /**
     * Replaces entries in batches.
     *
     * @param condition the condition of the entries
     * @param parameters the values to bind
     * @param without returns the replacement of an entry; only columns with personal data may differ
     * @param check runs before the transaction of each batch; an exception ends the replacement
     * @return the number of replaced entries
     * @throws org.springframework.dao.DataAccessException if the database fails; earlier batches stay replaced
     */
    public long replaceWhere(String condition, List<?> parameters, UnaryOperator<E> without, Runnable check) {
        long replaced = 0;
        @Nullable E last = null;
        int batch;
        do {
            check.run();
            @Nullable E after = last;
            List<E> entries = table.transactions().run("Remove personal data", connection -> {
                lockCommonChain(connection);
                List<E> next = next(connection, condition, parameters, after);
                update(connection, next, without);
                return next;
            });
            batch = entries.size();
            replaced += batch;
            last = batch == 0 ? last : entries.get(batch - 1);
        } while (batch == BATCH);
        return replaced;
    }

    /** A row that is chained at the same time would be chained with its original data. */
    private void lockCommonChain(Connection connection) throws SQLException {
        @Nullable String common = definition.commonChain();
        if (common != null) {
            chains.lock(connection, common);
        }
    }

    /**
     * Returns the next batch. Erasure keeps the name of an entry with a pseudonym, so each batch starts after the last
     * entry of the previous batch.
     */
    private List<E> next(Connection connection, String condition, List<?> parameters, @Nullable E after)
            throws SQLException {
        List<Object> values = new ArrayList<>(parameters);
        String time = definition.time();
        String behind = "";
        if (after != null) {
            behind = " AND (" + time + " > ? OR (" + time + " = ? AND id > ?))";
            Object id = Objects.requireNonNull(definition.id().stored(after));
            values.addAll(List.of(after.occurredAt(), after.occurredAt(), id));
        }
        values.add(BATCH);
        return table.select(
                connection,
                "WHERE (" + condition + ")" + behind + " ORDER BY " + time + ", id "
                        + table.dialect(connection).limit("?") + " FOR UPDATE",
                values.toArray());
    }

    private void update(Connection connection, List<E> entries, UnaryOperator<E> without) throws SQLException {
        DatabaseDialect dialect = table.dialect(connection);
        String assignments =
                changed.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));
        TableColumn<E> id = LogTable.column(definition.id());
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + definition.table() + " SET " + assignments + " WHERE id = ?")) {
            for (E entry : entries) {
                E replaced = replaced(entry, without.apply(entry));
                int index = 1;
                for (TableColumn<E> column : changed) {
                    LogInserts.bind(dialect, update, index++, column, replaced);
                }
                LogInserts.bind(dialect, update, index, id, entry);
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private E replaced(E entry, E without) {
        @Nullable ChainLink link = definition.form().link(entry);
        if (link == null) {
            return without;
        }
        if (link.isPending()) {
            // The entry has no number yet. The chain will contain its present values.
            return new ChainAppender<>(chains, definition.form(), sealer, link.chain()).waiting(without);
        }
        return Erasure.replace(definition.form(), sealer, entry, without);
    }
}
