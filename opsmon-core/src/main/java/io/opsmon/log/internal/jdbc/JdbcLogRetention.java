package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.KnownFinding;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.ChainVerification;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.maintenance.NodeLock;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.ArchiveManifest;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old entries of a log. The oldest segment of each chain is verified, archived if there is an archive, and
 * removed in batches of one short transaction each. Each batch records and signs the new beginning of the chain, so the
 * rest stays verifiable at any time. Thread-safe.
 *
 * <p>One node of a cluster at a time removes entries of a log. A removal holds the {@link NodeLock}
 * {@code <log>-removal}; meanwhile, other removals are refused.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcLogRetention<E extends RecordedEntry> {

    private static final Logger log = LoggerFactory.getLogger(JdbcLogRetention.class);
    private static final int ARCHIVED_AT_ONCE = 100_000;
    private static final int READ_AT_ONCE = 2_000;

    private final LogStatements<E> table;
    private final LogLayout<E> layout;
    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final PostgresPartitions partitions;
    private final Sealer sealer;
    private final @Nullable LogArchive<E> archive;
    private final int batchSize;
    private final Clock clock;
    private final Duration minAge;
    private final FindingLog findings;
    private final JdbcLegalHolds holds;
    private final ChainVerification<E> verification;
    private final NodeLock removing;

    /**
     * Creates the retention of a database.
     *
     * @param layout the table of the log
     * @param dataSource the database of the table
     * @param sealer signs removals
     * @param archive receives the entries before their removal; null to remove entries without an archive
     * @param batchSize the number of entries removed in one transaction
     * @param clock the time from which the age of entries is computed
     */
    public JdbcLogRetention(
            LogLayout<E> layout,
            DataSource dataSource,
            Sealer sealer,
            @Nullable LogArchive<E> archive,
            int batchSize,
            Clock clock) {
        this(
                layout,
                dataSource,
                sealer,
                archive,
                batchSize,
                clock,
                Duration.ZERO,
                new FindingLog(layout.kind().name(), new OwnTransactions(dataSource), sealer, clock, finding -> {}),
                new JdbcLegalHolds(layout, new HoldFilters(Map.of()), dataSource, sealer, clock),
                null);
    }

    /**
     * Creates the retention of a database with a minimum age.
     *
     * @param layout the table of the log
     * @param dataSource the database of the table
     * @param sealer signs removals
     * @param archive receives the entries before their removal; null to remove entries without an archive
     * @param batchSize the number of entries removed in one transaction
     * @param clock the time from which the age of entries is computed
     * @param minAge the minimum age of removed entries; zero for none
     * @param findings receives findings; shared with the chain of the log
     * @param holds the legal holds, which keep entries regardless of their age
     * @param node the name of this node in the messages of other nodes; null for the name of the machine
     */
    public JdbcLogRetention(
            LogLayout<E> layout,
            DataSource dataSource,
            Sealer sealer,
            @Nullable LogArchive<E> archive,
            int batchSize,
            Clock clock,
            Duration minAge,
            FindingLog findings,
            JdbcLegalHolds holds,
            @Nullable String node) {
        this.holds = holds;
        this.removing = new NodeLock(dataSource, layout.kind().name() + "-removal", node);
        this.minAge = minAge;
        this.findings = findings;
        this.layout = layout;
        this.chains = new JdbcChains(layout.kind().name());
        this.partitions = new PostgresPartitions(layout.table());
        this.table = new LogStatements<>(layout, dataSource, null);
        this.transactions = table.transactions();
        this.verification = new ChainVerification<>(
                transactions, chains, layout.kind().form(), new LogRows<>(table), sealer, List.of(), clock, findings);
        this.sealer = sealer;
        this.archive = archive;
        this.batchSize = batchSize;
        this.clock = clock;
    }

    /**
     * Removes entries that exceed the bounds and have the minimum age.
     *
     * @param bounds the retention bounds
     * @return the number of removed entries
     * @throws IOException if the archive cannot be written; entries that are not archived are still in the database
     * @throws RemovalInProgressException if a removal from this log is under way, on this node or another
     * @throws TamperedLogException if there are open findings; nothing is removed in this case
     * @throws org.springframework.dao.DataAccessException if the database fails; entries removed before are archived
     */
    public long enforce(RetentionBounds bounds) throws IOException {
        @Nullable
        Instant cutoff = bounds.maxAge() == null ? null : clock.instant().minus(bounds.maxAge());
        return remove(cutoff, bounds.maxCount());
    }

    /**
     * Removes entries that began before a time and have the minimum age. Only the oldest segment of a chain is removed.
     * An old entry that was written later stays until all entries before it are removed. Unsealed entries stay.
     *
     * @param cutoff the time
     * @return the number of removed entries
     * @throws IOException if the archive cannot be written
     * @throws RemovalInProgressException if a removal from this log is under way, on this node or another
     * @throws TamperedLogException if there are open findings; nothing is removed in this case
     */
    public long removeBefore(Instant cutoff) throws IOException {
        return remove(cutoff, null);
    }

    /**
     * Returns the legal holds of the log.
     *
     * @return the holds that this retention respects
     */
    public JdbcLegalHolds holds() {
        return holds;
    }

    /**
     * Returns the minimum age of removed entries, which applies to every removal.
     *
     * @return the minimum age; zero for none
     */
    public Duration minAge() {
        return minAge;
    }

    private long remove(@Nullable Instant cutoff, @Nullable Long kept) throws IOException {
        if (cutoff == null && kept == null) {
            return 0;
        }
        NodeLock.Held lock = removing.tryAcquire().orElseThrow(this::inProgress);
        try {
            return removeLocked(cutoff, kept);
        } finally {
            lock.close();
        }
    }

    private long removeLocked(@Nullable Instant cutoff, @Nullable Long kept) throws IOException {
        Instant floor = clock.instant().minus(minAge);
        @Nullable Instant bounded = cutoff == null || cutoff.isBefore(floor) ? cutoff : floor;
        findings.report(holds.damages());
        requireIntact();
        if (archive != null) {
            archive.cleanUp();
        }
        Map<String, Long> cuts = cuts(bounded, kept, floor);
        verifyUpTo(cuts);
        long removed = dropPartitions(cuts);
        for (ChainEnds ends : transactions.run("List the chains", chains::all)) {
            removed += removeFromChain(ends, cuts.getOrDefault(ends.chain(), 0L));
        }
        removed += bounded == null
                ? 0
                : removeUnchained(
                        holds.firstHeldOutside().filter(bounded::isAfter).orElse(bounded));
        if (removed > 0) {
            log.info("Retention removed {} {}", removed, layout.kind().plural());
        }
        return removed;
    }

    private RemovalInProgressException inProgress() {
        return new RemovalInProgressException(
                layout.kind().plural(), removing.holder().orElse("unknown"));
    }

    /** Throws an exception if there are open findings, including findings of sealing and earlier verifications. */
    private void requireIntact() {
        List<Finding> open = findings.all().stream()
                .filter(KnownFinding::isOpen)
                .map(KnownFinding::finding)
                .toList();
        if (!open.isEmpty()) {
            throw new TamperedLogException(layout.kind().plural(), open);
        }
    }

    /**
     * Returns the number of the last entry to remove for each chain. The entry exceeds a bound and is sealed. The entry
     * and the seal have the minimum age.
     */
    private Map<String, Long> cuts(@Nullable Instant cutoff, @Nullable Long kept, Instant floor) {
        Map<String, Long> cuts = new LinkedHashMap<>();
        CountBound counted = new CountBound();
        List<ChainEnds> all = transactions.run("List the chains", chains::all);
        Map<String, List<Seal>> seals = new HashMap<>();
        for (ChainEnds ends : all) {
            List<Seal> counting = verification.countingSeals(ends);
            seals.put(ends.chain(), counting);
            counted.add(ends, counting);
        }
        Map<String, Long> held = holds.firstHeld();
        Map<String, Long> byCount = kept == null ? Map.of() : counted.cuts(kept);
        for (ChainEnds ends : all) {
            long byAge = cutoff == null ? 0 : lastBefore(ends, cutoff);
            long cut = Math.max(byAge, byCount.getOrDefault(ends.chain(), 0L));
            if (cut > ends.anchorSequence()) {
                cut = Math.min(cut, sealedBefore(seals.getOrDefault(ends.chain(), List.of()), floor));
                cut = Math.min(cut, held.getOrDefault(ends.chain(), Long.MAX_VALUE) - 1);
                cut = minAge.isZero() ? cut : Math.min(cut, lastBefore(ends, floor));
                if (cut > ends.anchorSequence()) {
                    cuts.put(ends.chain(), cut);
                }
            }
        }
        return cuts;
    }

    /** Returns the number of the last sealed entry; with a minimum age, only seals of this age count. */
    private long sealedBefore(List<Seal> seals, Instant floor) {
        return seals.stream()
                .filter(seal -> minAge.isZero() || !seal.sealedAt().isAfter(floor))
                .mapToLong(Seal::sequence)
                .max()
                .orElse(0);
    }

    private long lastBefore(ChainEnds ends, Instant cutoff) {
        return transactions.run("Find the last old entry", connection -> lastBefore(connection, ends, cutoff));
    }

    private void verifyUpTo(Map<String, Long> cuts) {
        for (ChainEnds ends : transactions.run("List the chains", chains::all)) {
            @Nullable Long cut = cuts.get(ends.chain());
            if (cut != null) {
                List<Finding> found = verification.verifyBeginning(ends, cut);
                if (!found.isEmpty()) {
                    findings.report(found);
                    throw new TamperedLogException(layout.kind().plural(), found);
                }
            }
        }
    }

    /**
     * Creates the partitions of the following months if the table is partitioned.
     *
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void preparePartitions() {
        transactions.execute("Create partitions", connection -> {
            if (partitions.isPartitioned(connection)) {
                partitions.createAhead(connection, clock.instant());
            }
        });
    }

    /**
     * Drops partitions of whole months. Partitions that cannot be dropped are emptied by the batches, and dropped by a
     * later run.
     */
    private long dropPartitions(Map<String, Long> cuts) throws IOException {
        long removed = 0;
        if (cuts.isEmpty()) {
            return 0;
        }
        List<String> old = transactions.run(
                "Find old partitions",
                connection -> partitions.isPartitioned(connection)
                        ? partitions.before(connection, clock.instant())
                        : List.<String>of());
        for (String partition : old) {
            Map<String, Long> last = transactions.run(
                    "Read the chains of a partition", connection -> partitions.lastOfChains(connection, partition));
            if (last.isEmpty()
                    || last.entrySet().stream()
                            .anyMatch(chain -> cuts.getOrDefault(chain.getKey(), 0L) < chain.getValue())) {
                continue;
            }
            for (ChainEnds ends : transactions.run("List the chains", chains::all)) {
                @Nullable Long upTo = last.get(ends.chain());
                if (upTo != null) {
                    archiveAll(ends, upTo);
                }
            }
            removed += transactions.run("Drop a partition", connection -> drop(connection, partition, last));
            requireNotInterrupted();
        }
        return removed;
    }

    private void archiveAll(ChainEnds ends, long upTo) throws IOException {
        ChainEnds at = ends;
        while (archive != null && at.anchorSequence() < upTo) {
            ChainEnds from = at;
            long last = archived(from, upTo);
            Hash hash = transactions.run("Read a hash", connection -> hashOf(connection, from.chain(), last, from));
            at = new ChainEnds(from.chain(), from.headSequence(), from.headHash(), last, hash, null);
        }
    }

    private long drop(Connection connection, String partition, Map<String, Long> last) throws SQLException {
        if (!partitions.isBeginningOfChains(connection, partition, last)
                || !partitions.lastOfChains(connection, partition).equals(last)) {
            return 0;
        }
        long removed = 0;
        for (Map.Entry<String, Long> each : last.entrySet()) {
            ChainEnds locked = chains.lock(connection, each.getKey());
            removed += each.getValue() - locked.anchorSequence();
            noteRemoved(connection, locked, each.getValue());
        }
        partitions.drop(connection, partition);
        return removed;
    }

    private ChainEnds noteRemoved(Connection connection, ChainEnds locked, long last) throws SQLException {
        Hash hash = hashOf(connection, locked.chain(), last, locked);
        String proof = sealer.signAnchor(chains.log(), locked.chain(), last, hash);
        chains.setAnchor(connection, locked.chain(), last, hash, proof);
        chains.removeSeals(connection, locked.chain(), last);
        return new ChainEnds(locked.chain(), locked.headSequence(), locked.headHash(), last, hash, proof);
    }

    private long removeFromChain(ChainEnds ends, long last) throws IOException {
        long removed = 0;
        ChainEnds at = ends;
        while (at.anchorSequence() < last) {
            long upTo = archived(at, last);
            while (at.anchorSequence() < upTo) {
                ChainEnds before = at;
                at = transactions.run(
                        "Remove old " + layout.kind().plural(), connection -> remove(connection, before, upTo));
                removed += at.anchorSequence() - before.anchorSequence();
                requireNotInterrupted();
            }
        }
        return removed;
    }

    private static void requireNotInterrupted() throws IOException {
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new IOException("Retention was interrupted; the next run continues");
        }
    }

    private long lastBefore(Connection connection, ChainEnds ends, Instant cutoff) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT chain_seq FROM " + layout.table()
                + " WHERE chain = ? AND chain_seq > ? AND occurred_at >= ? ORDER BY chain_seq LIMIT 1")) {
            select.setString(1, ends.chain());
            select.setLong(2, ends.anchorSequence());
            select.setObject(3, table.dialect(connection).values().toSql(cutoff));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) - 1 : ends.headSequence();
            }
        }
    }

    /** Ensures that a segment of the chain is archived. Returns the number of the last entry of the segment. */
    private long archived(ChainEnds at, long last) throws IOException {
        if (archive == null) {
            return last;
        }
        @Nullable
        ArchiveManifest known = archive.holding(
                at.chain(),
                at.anchorSequence() + 1,
                sequence -> transactions
                        .run(
                                "Read a hash",
                                connection -> Optional.ofNullable(storedHash(connection, at.chain(), sequence)))
                        .orElse(null));
        if (known != null) {
            return Math.min(known.lastSequence(), last);
        }
        long upTo = Math.min(last, at.anchorSequence() + ARCHIVED_AT_ONCE);
        List<Seal> seals = transactions.run("Read seals", connection -> chains.seals(connection, at.chain()));
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
                @Nullable ChainLink link = layout.kind().form().link(entries.get(entries.size() - 1));
                after = link == null ? upTo : link.sequence();
            }
        });
        return written == null ? upTo : written.lastSequence();
    }

    private List<E> read(String chain, long after, long upTo) {
        return transactions.run(
                "Read old " + layout.kind().plural(),
                connection -> table.select(
                        connection,
                        "WHERE chain = ? AND chain_seq > ? AND chain_seq <= ? ORDER BY chain_seq LIMIT ?",
                        chain,
                        after,
                        upTo,
                        READ_AT_ONCE));
    }

    /** Removes one batch: the entries, their seals, and the update of the chain's beginning in one transaction. */
    private ChainEnds remove(Connection connection, ChainEnds at, long upTo) throws SQLException {
        long last = Math.min(upTo, at.anchorSequence() + batchSize);
        ChainEnds locked = chains.lock(connection, at.chain());
        if (locked.anchorSequence() != at.anchorSequence()) {
            // This process was suspended until its lease ended, and another node continued.
            throw new SQLException("Stopping this removal: meanwhile, another node has removed entries of the chain \""
                    + at.chain() + "\" up to entry " + locked.anchorSequence());
        }
        ChainEnds after = noteRemoved(connection, locked, last);
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + layout.table() + " WHERE chain = ? AND chain_seq > ? AND chain_seq <= ?")) {
            delete.setString(1, at.chain());
            delete.setLong(2, at.anchorSequence());
            delete.setLong(3, last);
            delete.executeUpdate();
        }
        return after;
    }

    private @Nullable Hash storedHash(Connection connection, String chain, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT chain_hash FROM " + layout.table() + " WHERE chain = ? AND chain_seq = ?")) {
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

    private long removeUnchained(Instant cutoff) throws IOException {
        long removed = 0;
        while (true) {
            List<E> old = transactions.run(
                    "Read old " + layout.kind().plural(),
                    connection -> table.select(
                            connection,
                            "WHERE chain IS NULL AND occurred_at < ? ORDER BY occurred_at, id LIMIT ?",
                            cutoff,
                            batchSize));
            if (old.isEmpty()) {
                return removed;
            }
            if (removed == 0) {
                requireWholeChains();
            }
            if (archive != null) {
                archive.write("", Hash.ZERO, List.of(), sink -> {
                    for (E entry : old) {
                        sink.accept(entry);
                    }
                });
            }
            transactions.execute("Remove old " + layout.kind().plural(), connection -> delete(connection, old));
            removed += old.size();
            requireNotInterrupted();
        }
    }

    /**
     * Throws an exception if entries were taken out of a chain in the database. Such entries look like entries without
     * a chain, but they are missing in the chain.
     */
    private void requireWholeChains() {
        List<Finding> found = verification.verify(count -> {}).findings().stream()
                .filter(finding -> finding.kind() != Finding.Kind.UNCHAINED && finding.kind() != Finding.Kind.UNSEALED)
                .toList();
        if (!found.isEmpty()) {
            findings.report(found);
            throw new TamperedLogException(layout.kind().plural(), found);
        }
    }

    private void delete(Connection connection, List<E> entries) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + layout.table() + " WHERE id = ?")) {
            for (E entry : entries) {
                UUID id = entry.id();
                delete.setObject(1, table.dialect(connection).values().toSql(id));
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
