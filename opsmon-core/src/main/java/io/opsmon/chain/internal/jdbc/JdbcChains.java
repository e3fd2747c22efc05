package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Access to the tables {@code opsmon_chain} and {@code opsmon_seal}. Every method uses the caller's connection and
 * transaction. Stateless and thread-safe.
 *
 * <p>A process that appends to a chain holds the lock of its row until the commit. Two processes with the same node
 * name therefore append in turn. The ends of a chain are not cached in memory: after a commit without reply, a retry
 * reads them again.
 *
 * @since 0.1
 */
public final class JdbcChains {

    private static final String ENDS = "chain, head_seq, head_hash, anchor_seq, anchor_hash, anchor_proof";
    private static final String UNIQUE_VIOLATIONS = "23";

    private final String log;
    private final Dialects dialects;

    /**
     * Creates the access to the chains of one log.
     *
     * @param log the name of the log, at most 30 characters
     * @param dialects the detection of the database's dialect
     */
    public JdbcChains(String log, Dialects dialects) {
        this.log = log;
        this.dialects = dialects;
    }

    /**
     * Returns the name of the log.
     *
     * @return the name
     */
    public String log() {
        return log;
    }

    /**
     * Locks a chain until the end of the transaction. If the chain does not exist, it is created first.
     *
     * @param connection a connection within a transaction
     * @param chain the name of the chain
     * @return the ends of the chain
     * @throws SQLException if the database fails
     */
    public ChainEnds lock(Connection connection, String chain) throws SQLException {
        @Nullable ChainEnds ends = select(connection, chain);
        if (ends != null) {
            return ends;
        }
        Savepoint beforeInsert = connection.setSavepoint();
        try {
            insert(connection, chain);
        } catch (SQLException failure) {
            if (!isUniqueViolation(failure)) {
                throw failure;
            }
            // Another process created the row first.
            connection.rollback(beforeInsert);
        }
        ends = select(connection, chain);
        if (ends == null) {
            throw new SQLException("The row of the chain \"" + chain + "\" can be neither inserted nor read", "40001");
        }
        return ends;
    }

    /**
     * Creates a chain unless it exists, in a transaction without other statements. MariaDB and MySQL let several
     * transactions lock the gap of a missing row, and none of them can then insert the row.
     */
    void create(Connection connection, String chain) throws SQLException {
        if (exists(connection, chain)) {
            return;
        }
        try {
            insert(connection, chain);
        } catch (SQLException failure) {
            if (!isUniqueViolation(failure)) {
                throw failure;
            }
            // Another process created the row first.
            connection.rollback();
        }
    }

    private boolean exists(Connection connection, String chain) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM opsmon_chain WHERE log = ? AND chain = ?")) {
            select.setString(1, log);
            select.setString(2, chain);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private void insert(Connection connection, String chain) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO opsmon_chain (log, " + ENDS + ") VALUES (?, ?, 0, ?, 0, ?, NULL)")) {
            insert.setString(1, log);
            insert.setString(2, chain);
            insert.setBytes(3, Hash.ZERO.bytes());
            insert.setBytes(4, Hash.ZERO.bytes());
            insert.executeUpdate();
        }
    }

    private static boolean isUniqueViolation(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith(UNIQUE_VIOLATIONS);
    }

    private @Nullable ChainEnds select(Connection connection, String chain) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + ENDS + " FROM opsmon_chain WHERE log = ? AND chain = ? FOR UPDATE")) {
            select.setString(1, log);
            select.setString(2, chain);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? ends(row) : null;
            }
        }
    }

    /** Returns the ends of a chain without a lock; the ends of an empty chain if there is no row. */
    ChainEnds ends(Connection connection, String chain) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + ENDS + " FROM opsmon_chain WHERE log = ? AND chain = ?")) {
            select.setString(1, log);
            select.setString(2, chain);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? ends(row) : ChainEnds.empty(chain);
            }
        }
    }

    /**
     * Returns the ends of all chains without a lock.
     *
     * @param connection a connection
     * @return the ends in the order of their names
     * @throws SQLException if the database fails
     */
    public List<ChainEnds> all(Connection connection) throws SQLException {
        List<ChainEnds> all = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + ENDS + " FROM opsmon_chain WHERE log = ? ORDER BY chain")) {
            select.setString(1, log);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(ends(row));
                }
            }
        }
        return all;
    }

    /**
     * Returns the names of the chains that have seals.
     *
     * @param connection a connection
     * @return the names
     * @throws SQLException if the database fails
     */
    public List<String> sealedChains(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT DISTINCT chain FROM opsmon_seal WHERE log = ?")) {
            select.setString(1, log);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private static ChainEnds ends(ResultSet row) throws SQLException {
        return new ChainEnds(
                row.getString(1),
                row.getLong(2),
                Hash.of(row.getBytes(3)),
                row.getLong(4),
                Hash.of(row.getBytes(5)),
                row.getString(6));
    }

    /**
     * Records the last entry of a locked chain.
     *
     * @param connection the transaction that locked the chain
     * @param chain the name of the chain
     * @param sequence the number of the last entry
     * @param hash the hash of the last entry
     * @throws SQLException if the database fails
     */
    public void setHead(Connection connection, String chain, long sequence, Hash hash) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE opsmon_chain SET head_seq = ?, head_hash = ? WHERE log = ? AND chain = ?")) {
            update.setLong(1, sequence);
            update.setBytes(2, hash.bytes());
            update.setString(3, log);
            update.setString(4, chain);
            update.executeUpdate();
        }
    }

    /**
     * Records the last entry that retention removed from a chain.
     *
     * @param connection the transaction that removes the entry
     * @param chain the name of the chain
     * @param sequence the number of the entry
     * @param hash the hash of the entry
     * @param proof the signature of the removal; null without a key
     * @throws SQLException if the database fails
     */
    public void setAnchor(Connection connection, String chain, long sequence, Hash hash, @Nullable String proof)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE opsmon_chain SET anchor_seq = ?, anchor_hash = ?, anchor_proof = ? WHERE log = ? AND chain = ?")) {
            update.setLong(1, sequence);
            update.setBytes(2, hash.bytes());
            update.setString(3, proof);
            update.setString(4, log);
            update.setString(5, chain);
            update.executeUpdate();
        }
    }

    /**
     * Stores a seal.
     *
     * @param connection a connection
     * @param seal the seal
     * @throws SQLException if the database fails, or has a seal with the same number
     */
    public void addSeal(Connection connection, Seal seal) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO opsmon_seal (log, chain, seal_no, seq, hash, previous, sealed_by, sealed_at, acknowledgement, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, log);
            insert.setString(2, seal.chain());
            insert.setLong(3, seal.number());
            insert.setLong(4, seal.sequence());
            insert.setBytes(5, seal.hash().bytes());
            insert.setBytes(6, seal.previous().bytes());
            insert.setString(7, seal.sealedBy());
            insert.setObject(8, dialects.of(connection).toSql(seal.sealedAt()));
            insert.setString(9, seal.acknowledgement());
            insert.setString(10, seal.signature());
            insert.executeUpdate();
        }
    }

    /**
     * Returns the seals of a chain.
     *
     * @param connection a connection
     * @param chain the name of the chain
     * @return the seals in the order of their numbers
     * @throws SQLException if the database fails
     */
    public List<Seal> seals(Connection connection, String chain) throws SQLException {
        return seals(connection, chain, 0);
    }

    /** Returns the seals of a chain from a number on, in the order of their numbers. */
    List<Seal> seals(Connection connection, String chain, long from) throws SQLException {
        List<Seal> seals = new ArrayList<>();
        DatabaseDialect values = dialects.of(connection);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seal_no, seq, hash, previous, sealed_by, sealed_at, acknowledgement, signature FROM opsmon_seal WHERE log = ? AND chain = ? AND seal_no >= ? ORDER BY seal_no")) {
            select.setString(1, log);
            select.setString(2, chain);
            select.setLong(3, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    seals.add(new Seal(
                            log,
                            chain,
                            row.getLong(1),
                            row.getLong(2),
                            Hash.of(row.getBytes(3)),
                            Hash.of(row.getBytes(4)),
                            row.getString(5),
                            values.instant(row, 6),
                            row.getString(7),
                            row.getString(8)));
                }
            }
        }
        return seals;
    }

    /**
     * Removes the seals of removed entries, except the last one. The first remaining seal shows that no other seals
     * were removed.
     *
     * @param connection the transaction that removes the entries
     * @param chain the name of the chain
     * @param upTo the number of the last removed entry
     * @throws SQLException if the database fails
     */
    public void removeSeals(Connection connection, String chain, long upTo) throws SQLException {
        long last;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT MAX(seal_no) FROM opsmon_seal WHERE log = ? AND chain = ? AND seq <= ?")) {
            select.setString(1, log);
            select.setString(2, chain);
            select.setLong(3, upTo);
            try (ResultSet row = select.executeQuery()) {
                last = row.next() ? row.getLong(1) : 0;
            }
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM opsmon_seal WHERE log = ? AND chain = ? AND seal_no < ?")) {
            delete.setString(1, log);
            delete.setString(2, chain);
            delete.setLong(3, last);
            delete.executeUpdate();
        }
    }
}
