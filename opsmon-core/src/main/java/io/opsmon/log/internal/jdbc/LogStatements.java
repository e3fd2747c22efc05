package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.ChainAppender;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores entries in a log's table, each id once, and appends them to the chain if there is one. Thread-safe.
 *
 * <p>A batch is one plain insert. A batch can contain stored ids after a commit without reply, or a replay of the
 * journal after a crash. If the insert fails for this reason, the known ids are removed from the batch and the rest is
 * inserted again.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogStatements<E extends RecordedEntry> {

    private static final Logger log = LoggerFactory.getLogger(LogStatements.class);
    private static final String INTEGRITY_VIOLATION = "23";
    private static final int IDS_AT_ONCE = 500;
    private static final int ATTEMPTS = 5;

    private final LogDefinition<E> definition;
    private final DataSource dataSource;
    private final OwnTransactions transactions;
    private final @Nullable ChainAppender<E> appender;
    private final StoredValues<E> storedValues;
    private final LogTable<E> table;

    /**
     * Creates the access to a table.
     *
     * @param definition the definition of the log
     * @param dataSource the database of the table
     * @param appender gives entries their positions; null for a log without chain, or for access without inserts
     */
    public LogStatements(LogDefinition<E> definition, DataSource dataSource, @Nullable ChainAppender<E> appender) {
        this.definition = definition;
        this.dataSource = dataSource;
        this.transactions = new OwnTransactions(dataSource);
        this.appender = appender;
        this.table = LogTable.of(definition);
        this.storedValues = new StoredValues<>(definition, table);
    }

    /**
     * Checks whether the table returns written values, unless this has been checked before.
     *
     * @return the columns that do not; null if all do
     * @throws org.springframework.dao.DataAccessException if the database is unavailable
     */
    @Nullable
    String checkStoredValues() {
        transactions.execute(
                "Check the stored values of " + definition.table(),
                connection -> storedValues.areFaithful(connection, dialect(connection)));
        return storedValues.problem();
    }

    /** Returns the result of the last check of the stored values; null if there is no problem. */
    @Nullable
    String storedValueProblem() {
        return storedValues.problem();
    }

    /**
     * Returns the definition of the log.
     *
     * @return the definition
     */
    public LogDefinition<E> definition() {
        return definition;
    }

    /**
     * Returns the transactions on the database.
     *
     * @return transactions independent of the caller's
     */
    public OwnTransactions transactions() {
        return transactions;
    }

    /**
     * Returns the dialect of the database, detected on first use.
     *
     * @return the dialect
     * @throws org.springframework.dao.DataAccessException if the database is unavailable
     */
    public DatabaseDialect dialect() {
        @Nullable DatabaseDialect known = transactions.dialects().known();
        if (known != null) {
            return known;
        }
        try (Connection connection = dataSource.getConnection()) {
            return dialect(connection);
        } catch (SQLException failure) {
            throw transactions.translated("Detect the database type", failure);
        }
    }

    /**
     * Returns the dialect of the database, detected on first use.
     *
     * @param connection a connection to the database
     * @return the dialect
     * @throws SQLException if the database is unavailable
     */
    public DatabaseDialect dialect(Connection connection) throws SQLException {
        return transactions.dialect(connection);
    }

    /**
     * Returns the entries of a query.
     *
     * @param connection a connection
     * @param condition the clauses after the name of the table
     * @param parameters the values to bind; UUIDs and instants are converted
     * @return the entries
     * @throws SQLException if the database fails
     */
    public List<E> select(Connection connection, String condition, Object... parameters) throws SQLException {
        DatabaseDialect known = dialect(connection);
        List<E> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + definition.names() + " FROM " + definition.table() + " " + condition)) {
            for (int i = 0; i < parameters.length; i++) {
                Object value = parameters[i];
                select.setObject(
                        i + 1,
                        value instanceof UUID id
                                ? known.toSql(id)
                                : value instanceof Instant instant ? known.toSql(instant) : value);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(EntryRow.read(definition, row, known));
                }
            }
        }
        return entries;
    }

    /** Stores all entries or none in a separate transaction. */
    void store(List<E> entries) {
        if (appender != null) {
            appender.create(transactions);
        }
        Optional<ChainAppender.Linked<E>> linked = transactions.runAfterDeadlocks(
                "Store " + definition.plural(), ATTEMPTS, connection -> store(connection, entries));
        if (appender != null) {
            linked.ifPresent(appender::committed);
        }
    }

    /** Stores all entries or none in the caller's transaction. Returns the part appended to the chain. */
    Optional<ChainAppender.Linked<E>> store(Connection connection, List<E> entries) throws SQLException {
        @Nullable ChainEnds ends = appender == null ? null : appender.lock(connection);
        Savepoint beforeInsert = connection.setSavepoint();
        try {
            return append(connection, ends, entries);
        } catch (SQLException failure) {
            if (failure.getSQLState() == null || !failure.getSQLState().startsWith(INTEGRITY_VIOLATION)) {
                throw failure;
            }
            connection.rollback(beforeInsert);
            List<E> missing = withoutStored(connection, entries);
            if (missing.size() < entries.size()) {
                return missing.isEmpty() ? Optional.empty() : append(connection, ends, missing);
            }
            if (ends == null) {
                throw failure;
            }
            return append(connection, realEnds(connection, ends, failure), entries);
        }
    }

    /** Stores an entry in a business transaction. The transaction and the chain must not wait for each other. */
    void storeOutsideChain(Connection connection, E entry) throws SQLException {
        DatabaseDialect known = dialect(connection);
        if (appender == null) {
            LogInserts.insert(known, connection, table, List.of(entry));
        } else if (storedValues.areFaithful(connection, known)) {
            LogInserts.insert(known, connection, table, List.of(appender.waiting(entry)));
        } else {
            E stored = storedValues.insert(connection, known, List.of(entry)).get(0);
            storedValues.place(connection, known, List.of(appender.waiting(stored)));
        }
    }

    private Optional<ChainAppender.Linked<E>> append(Connection connection, @Nullable ChainEnds ends, List<E> entries)
            throws SQLException {
        DatabaseDialect known = dialect(connection);
        if (ends == null || appender == null) {
            LogInserts.insert(known, connection, table, entries);
            return Optional.empty();
        }
        ChainAppender.Linked<E> linked;
        if (storedValues.areFaithful(connection, known)) {
            linked = appender.link(ends, entries);
            LogInserts.insert(known, connection, table, linked.entries());
        } else {
            linked = appender.link(ends, storedValues.insert(connection, known, entries));
            storedValues.place(connection, known, linked.entries());
        }
        appender.advance(connection, linked);
        return Optional.of(linked);
    }

    private List<E> withoutStored(Connection connection, List<E> entries) throws SQLException {
        DatabaseDialect known = dialect(connection);
        Set<UUID> stored = new HashSet<>();
        for (int from = 0; from < entries.size(); from += IDS_AT_ONCE) {
            List<E> some = entries.subList(from, Math.min(entries.size(), from + IDS_AT_ONCE));
            try (PreparedStatement select = connection.prepareStatement("SELECT id FROM " + definition.table()
                    + " WHERE id IN (" + String.join(", ", Collections.nCopies(some.size(), "?")) + ")")) {
                for (int i = 0; i < some.size(); i++) {
                    select.setObject(i + 1, known.toSql(some.get(i).id()));
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        stored.add(known.uuid(row, 1));
                    }
                }
            }
        }
        // A batch may also contain an id twice.
        List<E> missing = new ArrayList<>();
        for (E entry : entries) {
            if (stored.add(entry.id())) {
                missing.add(entry);
            }
        }
        return missing;
    }

    /**
     * Returns the real end of a chain that has entries after its recorded end, because its row in {@code opsmon_chain}
     * was set back. Recording continues after the last entry; verification reports the change.
     */
    private ChainEnds realEnds(Connection connection, ChainEnds noted, SQLException failure) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT chain_seq, chain_hash FROM "
                + definition.table() + " WHERE chain = ? AND chain_seq > ? ORDER BY chain_seq DESC "
                + dialect(connection).limit("1"))) {
            select.setString(1, noted.chain());
            select.setLong(2, noted.headSequence());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw failure;
                }
                log.error(
                        "Chain \"{}\" ends with entry {} in opsmon_chain, but has entries up to {}: the row was"
                                + " changed. Recording continues; verify the log",
                        noted.chain(),
                        noted.headSequence(),
                        row.getLong(1));
                return new ChainEnds(
                        noted.chain(),
                        row.getLong(1),
                        Hash.of(row.getBytes(2)),
                        noted.anchorSequence(),
                        noted.anchorHash(),
                        noted.anchorProof());
            }
        }
    }
}
