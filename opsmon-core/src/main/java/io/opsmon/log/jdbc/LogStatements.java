package io.opsmon.log.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.Hash;
import io.opsmon.chain.jdbc.ChainAppender;
import io.opsmon.jdbc.OwnTransactions;
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
 * Puts entries into a log's table, each id once, and at the end of the chain if there is one. Thread-safe.
 *
 * <p>An honest batch is one plain insert. Only when that meets an id the table has (a batch whose commit got no answer,
 * a journal replayed after a crash) are the known ones sorted out and the rest inserted again.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogStatements<E extends RecordedEntry> {

    private static final Logger log = LoggerFactory.getLogger(LogStatements.class);
    private static final String INTEGRITY_VIOLATION = "23";
    private static final int IDS_AT_ONCE = 500;

    private final LogLayout<E> layout;
    private final DataSource dataSource;
    private final OwnTransactions transactions;
    private final @Nullable ChainAppender<E> appender;
    private volatile @Nullable Dialect dialect;

    /**
     * Makes the access to a table.
     *
     * @param layout what it looks like
     * @param dataSource where it is
     * @param appender gives entries their places; null for a log without chain, or where nothing is stored
     */
    public LogStatements(LogLayout<E> layout, DataSource dataSource, @Nullable ChainAppender<E> appender) {
        this.layout = layout;
        this.dataSource = dataSource;
        this.transactions = new OwnTransactions(dataSource);
        this.appender = appender;
    }

    /**
     * What it looks like.
     *
     * @return the layout
     */
    public LogLayout<E> layout() {
        return layout;
    }

    /**
     * Transactions of its database.
     *
     * @return independent of the caller's
     */
    public OwnTransactions transactions() {
        return transactions;
    }

    /**
     * The database's ways; the database is looked at when first asked.
     *
     * @return the dialect
     * @throws org.springframework.dao.DataAccessException if the database does not answer
     */
    public Dialect dialect() {
        @Nullable Dialect known = dialect;
        if (known != null) {
            return known;
        }
        try (Connection connection = dataSource.getConnection()) {
            return dialect(connection);
        } catch (SQLException failure) {
            throw transactions.translated("Find out the database", failure);
        }
    }

    /**
     * The database's ways.
     *
     * @param connection a connection to it
     * @return the dialect
     * @throws SQLException if the database does not answer
     */
    public Dialect dialect(Connection connection) throws SQLException {
        @Nullable Dialect known = dialect;
        if (known == null) {
            known = Dialect.of(connection);
            dialect = known;
        }
        return known;
    }

    /**
     * The entries of a query.
     *
     * @param connection a connection
     * @param condition what stands behind the table's name
     * @param parameters the values to bind in it; UUIDs and instants as they are
     * @return the entries
     * @throws SQLException if the database fails
     */
    public List<E> select(Connection connection, String condition, Object... parameters) throws SQLException {
        Dialect known = dialect(connection);
        List<E> entries = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + layout.names() + " FROM " + layout.table() + " " + condition)) {
            for (int i = 0; i < parameters.length; i++) {
                Object value = parameters[i];
                select.setObject(
                        i + 1,
                        value instanceof UUID id
                                ? known.values().toSql(id)
                                : value instanceof Instant instant
                                        ? known.values().toSql(instant)
                                        : value);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(layout.read(row, known.values()));
                }
            }
        }
        return entries;
    }

    /** In a transaction of its own, all or none. */
    void store(List<E> entries) {
        Optional<ChainAppender.Linked<E>> linked =
                transactions.run("Store " + layout.kind().plural(), connection -> store(connection, entries));
        if (appender != null) {
            linked.ifPresent(appender::committed);
        }
    }

    /** In the caller's transaction, all or none; returns what was appended to the chain. */
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

    /** Stores an entry in a business transaction, which must not wait for the chain nor make it wait. */
    void storeOutsideChain(Connection connection, E entry) throws SQLException {
        E stored = appender == null ? entry : appender.waiting(entry);
        dialect(connection).insert(connection, layout, List.of(stored));
    }

    private Optional<ChainAppender.Linked<E>> append(Connection connection, @Nullable ChainEnds ends, List<E> entries)
            throws SQLException {
        if (ends == null || appender == null) {
            dialect(connection).insert(connection, layout, entries);
            return Optional.empty();
        }
        ChainAppender.Linked<E> linked = appender.link(ends, entries);
        dialect(connection).insert(connection, layout, linked.entries());
        appender.advance(connection, linked);
        return Optional.of(linked);
    }

    private List<E> withoutStored(Connection connection, List<E> entries) throws SQLException {
        Dialect known = dialect(connection);
        Set<UUID> stored = new HashSet<>();
        for (int from = 0; from < entries.size(); from += IDS_AT_ONCE) {
            List<E> some = entries.subList(from, Math.min(entries.size(), from + IDS_AT_ONCE));
            try (PreparedStatement select = connection.prepareStatement("SELECT id FROM " + layout.table()
                    + " WHERE id IN (" + String.join(", ", Collections.nCopies(some.size(), "?")) + ")")) {
                for (int i = 0; i < some.size(); i++) {
                    select.setObject(i + 1, known.values().toSql(some.get(i).id()));
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        stored.add(known.values().uuid(row, 1));
                    }
                }
            }
        }
        // A batch may also hold an id twice.
        List<E> missing = new ArrayList<>();
        for (E entry : entries) {
            if (stored.add(entry.id())) {
                missing.add(entry);
            }
        }
        return missing;
    }

    /**
     * The chain has entries behind its noted end: somebody set it back. Recording goes on behind the last entry;
     * verification tells.
     */
    private ChainEnds realEnds(Connection connection, ChainEnds noted, SQLException failure) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT chain_seq, chain_hash FROM "
                + layout.table() + " WHERE chain = ? AND chain_seq > ? ORDER BY chain_seq DESC LIMIT 1")) {
            select.setString(1, noted.chain());
            select.setLong(2, noted.headSequence());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw failure;
                }
                log.error(
                        "The chain {} is noted to end with entry {}, but has entries up to {}: its row in opsmon_chain was changed",
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
