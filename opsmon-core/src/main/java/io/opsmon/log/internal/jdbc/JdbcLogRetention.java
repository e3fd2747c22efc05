package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.KnownFinding;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.ChainVerification;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.maintenance.NodeLock;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    private final LogStatements<E> table;
    private final LogDefinition<E> definition;
    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final PostgresPartitions partitions;
    private final @Nullable LogArchive<E> archive;
    private final int batchSize;
    private final Clock clock;
    private final Duration minAge;
    private final FindingLog findings;
    private final JdbcLegalHolds holds;
    private final ChainVerification<E> verification;
    private final NodeLock removing;
    private final RetentionCuts<E> cuts;
    private final ChainBeginning<E> beginning;

    /**
     * Creates the retention of a database.
     *
     * @param definition the table of the log
     * @param dataSource the database of the table
     * @param sealer signs removals
     * @param archive receives the entries before their removal; null to remove entries without an archive
     * @param batchSize the number of entries removed in one transaction
     * @param clock the time from which the age of entries is computed
     */
    public JdbcLogRetention(
            LogDefinition<E> definition,
            DataSource dataSource,
            Sealer sealer,
            @Nullable LogArchive<E> archive,
            int batchSize,
            Clock clock) {
        this(
                definition,
                dataSource,
                sealer,
                archive,
                batchSize,
                clock,
                Duration.ZERO,
                new FindingLog(definition.name(), new OwnTransactions(dataSource), sealer, clock, finding -> {}),
                new JdbcLegalHolds(definition, dataSource, sealer, clock),
                null);
    }

    /**
     * Creates the retention of a database with a minimum age.
     *
     * @param definition the table of the log
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
            LogDefinition<E> definition,
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
        this.removing = new NodeLock(dataSource, definition.name() + "-removal", node);
        this.minAge = minAge;
        this.findings = findings;
        this.definition = definition;
        this.partitions = new PostgresPartitions(definition.table());
        this.table = new LogStatements<>(definition, dataSource, null);
        this.chains = new JdbcChains(definition.name(), table.transactions().dialects());
        this.transactions = table.transactions();
        this.verification = new ChainVerification<>(
                transactions, chains, definition.form(), new LogRows<>(table), sealer, List.of(), clock, findings);
        this.archive = archive;
        this.batchSize = batchSize;
        this.clock = clock;
        this.cuts = new RetentionCuts<>(table, chains, verification, holds, minAge);
        this.beginning = new ChainBeginning<>(table, chains, sealer, archive, batchSize);
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
        Map<String, Long> cuts = this.cuts.of(bounded, kept, floor);
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
            log.info("Retention removed {} {}", removed, definition.plural());
        }
        return removed;
    }

    private RemovalInProgressException inProgress() {
        return new RemovalInProgressException(
                definition.plural(), removing.holder().orElse("unknown"));
    }

    /** Throws an exception if there are open findings, including findings of sealing and earlier verifications. */
    private void requireIntact() {
        List<Finding> open = findings.all().stream()
                .filter(KnownFinding::isOpen)
                .map(KnownFinding::finding)
                .toList();
        if (!open.isEmpty()) {
            throw new TamperedLogException(definition.plural(), open);
        }
    }

    private void verifyUpTo(Map<String, Long> cuts) {
        for (ChainEnds ends : transactions.run("List the chains", chains::all)) {
            @Nullable Long cut = cuts.get(ends.chain());
            if (cut != null) {
                List<Finding> found = verification.verifyBeginning(ends, cut);
                if (!found.isEmpty()) {
                    findings.report(found);
                    throw new TamperedLogException(definition.plural(), found);
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
            if (isPartitioned(connection)) {
                partitions.createAhead(connection, clock.instant());
            }
        });
    }

    private boolean isPartitioned(Connection connection) throws SQLException {
        return table.dialect(connection).hasMonthlyPartitions() && partitions.isPartitioned(connection);
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
                connection ->
                        isPartitioned(connection) ? partitions.before(connection, clock.instant()) : List.<String>of());
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
                    beginning.archiveAll(ends, upTo);
                }
            }
            removed += transactions.run("Drop a partition", connection -> drop(connection, partition, last));
            requireNotInterrupted();
        }
        return removed;
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
            beginning.noteRemoved(connection, locked, each.getValue());
        }
        partitions.drop(connection, partition);
        return removed;
    }

    private long removeFromChain(ChainEnds ends, long last) throws IOException {
        long removed = 0;
        ChainEnds at = ends;
        while (at.anchorSequence() < last) {
            long upTo = beginning.archived(at, last);
            while (at.anchorSequence() < upTo) {
                ChainEnds before = at;
                at = transactions.run(
                        "Remove old " + definition.plural(), connection -> beginning.remove(connection, before, upTo));
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

    private long removeUnchained(Instant cutoff) throws IOException {
        long removed = 0;
        while (true) {
            List<E> old = transactions.run(
                    "Read old " + definition.plural(),
                    connection -> table.select(
                            connection,
                            "WHERE chain IS NULL AND " + definition.time() + " < ? ORDER BY " + definition.time()
                                    + ", id " + table.dialect(connection).limit("?"),
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
            transactions.execute("Remove old " + definition.plural(), connection -> delete(connection, old));
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
            throw new TamperedLogException(definition.plural(), found);
        }
    }

    private void delete(Connection connection, List<E> entries) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + definition.table() + " WHERE id = ? AND chain IS NULL")) {
            TableColumn<E> id = LogTable.column(definition.id());
            for (E entry : entries) {
                LogInserts.bind(table.dialect(connection), delete, 1, id, entry);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
