package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.log.internal.archive.ArchiveManifest;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Archives and removes the beginning of a chain. The new beginning is recorded and signed in the transaction of the
 * removal. Thread-safe.
 */
final class ChainBeginning<E extends RecordedEntry> {

    private static final int ARCHIVED_AT_ONCE = 100_000;
    private static final int READ_AT_ONCE = 2_000;

    private final LogStatements<E> table;
    private final JdbcChains chains;
    private final Sealer sealer;
    private final @Nullable LogArchive<E> archive;
    private final int batchSize;

    ChainBeginning(
            LogStatements<E> table, JdbcChains chains, Sealer sealer, @Nullable LogArchive<E> archive, int batchSize) {
        this.table = table;
        this.chains = chains;
        this.sealer = sealer;
        this.archive = archive;
        this.batchSize = batchSize;
    }

    /** Ensures that all entries up to a number are archived. */
    void archiveAll(ChainEnds ends, long upTo) throws IOException {
        ChainEnds at = ends;
        while (archive != null && at.anchorSequence() < upTo) {
            ChainEnds from = at;
            long last = archived(from, upTo);
            Hash hash =
                    table.transactions().run("Read a hash", connection -> hashOf(connection, from.chain(), last, from));
            at = new ChainEnds(from.chain(), from.headSequence(), from.headHash(), last, hash, null);
        }
    }

    /** Ensures that a segment of the chain is archived. Returns the number of the last entry of the segment. */
    long archived(ChainEnds at, long last) throws IOException {
        if (archive == null) {
            return last;
        }
        @Nullable
        ArchiveManifest known = archive.holding(
                at.chain(),
                at.anchorSequence() + 1,
                sequence -> table.transactions()
                        .run(
                                "Read a hash",
                                connection -> Optional.ofNullable(storedHash(connection, at.chain(), sequence)))
                        .orElse(null));
        if (known != null) {
            return Math.min(known.lastSequence(), last);
        }
        long upTo = Math.min(last, at.anchorSequence() + ARCHIVED_AT_ONCE);
        List<Seal> seals = table.transactions().run("Read seals", connection -> chains.seals(connection, at.chain()));
        @Nullable
        ArchiveManifest written = archive.write(at.chain(), at.anchorHash(), seals, sink -> {
            long after = at.anchorSequence();
            while (after < upTo) {
                List<E> entries = read(at.chain(), after, upTo);
                if (entries.isEmpty()) {
                    return;
                }
                for (E entry : entries) {
                    sink.accept(entry);
                }
                @Nullable ChainLink link = table.definition().form().link(entries.get(entries.size() - 1));
                after = link == null ? upTo : link.sequence();
            }
        });
        return written == null ? upTo : written.lastSequence();
    }

    private List<E> read(String chain, long after, long upTo) {
        return table.transactions()
                .run(
                        "Read old " + table.definition().plural(),
                        connection -> table.select(
                                connection,
                                "WHERE chain = ? AND chain_seq > ? AND chain_seq <= ? ORDER BY chain_seq "
                                        + table.dialect(connection).limit("?"),
                                chain,
                                after,
                                upTo,
                                READ_AT_ONCE));
    }

    /** Records and signs the new beginning of a locked chain. Returns the chain with the new beginning. */
    ChainEnds noteRemoved(Connection connection, ChainEnds locked, long last) throws SQLException {
        Hash hash = hashOf(connection, locked.chain(), last, locked);
        String proof = sealer.signAnchor(chains.log(), locked.chain(), last, hash);
        chains.setAnchor(connection, locked.chain(), last, hash, proof);
        chains.removeSeals(connection, locked.chain(), last);
        return new ChainEnds(locked.chain(), locked.headSequence(), locked.headHash(), last, hash, proof);
    }

    /** Removes one batch: the entries, their seals, and the update of the chain's beginning in one transaction. */
    ChainEnds remove(Connection connection, ChainEnds at, long upTo) throws SQLException {
        long last = Math.min(upTo, at.anchorSequence() + batchSize);
        ChainEnds locked = chains.lock(connection, at.chain());
        if (locked.anchorSequence() != at.anchorSequence()) {
            // This process was suspended until its lease ended, and another node continued.
            throw new SQLException("Stopping this removal: meanwhile, another node has removed entries of the chain \""
                    + at.chain() + "\" up to entry " + locked.anchorSequence());
        }
        ChainEnds after = noteRemoved(connection, locked, last);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM "
                + table.definition().table() + " WHERE chain = ? AND chain_seq > ? AND chain_seq <= ?")) {
            delete.setString(1, at.chain());
            delete.setLong(2, at.anchorSequence());
            delete.setLong(3, last);
            delete.executeUpdate();
        }
        return after;
    }

    private @Nullable Hash storedHash(Connection connection, String chain, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT chain_hash FROM " + table.definition().table() + " WHERE chain = ? AND chain_seq = ?")) {
            select.setString(1, chain);
            select.setLong(2, sequence);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Hash.of(row.getBytes(1)) : null;
            }
        }
    }

    private Hash hashOf(Connection connection, String chain, long sequence, ChainEnds ends) throws SQLException {
        @Nullable Hash stored = storedHash(connection, chain, sequence);
        if (stored != null) {
            return stored;
        }
        if (sequence == ends.headSequence()) {
            return ends.headHash();
        }
        throw new SQLException("Entry " + sequence + " of the chain \"" + chain
                + "\" is missing, and retention did not remove it; verify the log");
    }
}
