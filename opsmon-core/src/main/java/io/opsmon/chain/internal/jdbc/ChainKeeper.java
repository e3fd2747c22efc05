package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.jdbc.ChainExamination.Examined;
import io.opsmon.chain.internal.jdbc.ChainExamination.Known;
import io.opsmon.chain.internal.jdbc.ChainMemory.Head;
import io.opsmon.internal.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains the chains of a log periodically: chains entries that waited for their transaction, and seals new entries.
 * Thread-safe.
 *
 * <p>A chain is sealed by its own node. Another node seals the chain if the last seal is older than 15 minutes, because
 * the own node may have been removed.
 *
 * <p>Before a chain is sealed, its entries are verified from the last known seal. This seal is taken from the memory of
 * this process, else from the seal file, else from the database. A chain with unacknowledged findings is not sealed.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainKeeper<E> {

    private static final Logger log = LoggerFactory.getLogger(ChainKeeper.class);
    private static final int PLACED_AT_ONCE = 1_000;
    private static final int ATTEMPTS = 5;
    private static final Duration TAKEOVER = Duration.ofMinutes(15);

    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final ChainRows<E> rows;
    private final Sealer sealer;
    private final List<SealArchive> archives;
    private final Clock clock;
    private final String node;
    private final String ownChain;
    private final FindingLog findings;
    private final ChainExamination<E> examination;
    private final ChainMemory memory = new ChainMemory();

    /**
     * Creates a keeper.
     *
     * @param transactions transactions on the database of the log
     * @param chains the recorded ends and seals
     * @param form the hash format of entries
     * @param rows the rows of the log
     * @param sealer signs seals
     * @param archives receive every seal
     * @param clock the time of seals
     * @param node the name of this node, by which seals are signed
     * @param ownChain the chain that this node appends to
     * @param findings receives findings
     */
    public ChainKeeper(
            OwnTransactions transactions,
            JdbcChains chains,
            ChainedForm<E> form,
            ChainRows<E> rows,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock,
            String node,
            String ownChain,
            FindingLog findings) {
        this.transactions = transactions;
        this.chains = chains;
        this.form = form;
        this.rows = rows;
        this.sealer = sealer;
        this.archives = List.copyOf(archives);
        this.clock = clock;
        this.node = node;
        this.ownChain = ownChain;
        this.findings = findings;
        this.examination = new ChainExamination<>(chains, form, rows, sealer, node);
    }

    /**
     * Seals a chain before its first entry, on the connection that appends the entry. A later start therefore finds no
     * entries without a seal.
     */
    void appending(Connection connection, ChainEnds ends) throws SQLException {
        boolean fresh = memory.firstSeen(ends.chain(), new Head(ends.headSequence(), ends.headHash()));
        if (!fresh || ends.headSequence() > 0) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            if (chains.seals(connection, ends.chain()).isEmpty()
                    && filed(ends.chain()).isEmpty()) {
                Seal first = seal(ends.chain(), null, 0, Hash.ZERO, null);
                keepWhereRequired(first);
                chains.addSeal(connection, first);
            }
        } catch (SQLException | RuntimeException failure) {
            try {
                connection.rollback(before);
            } catch (SQLException lost) {
                failure.addSuppressed(lost);
                throw failure;
            }
            log.warn(
                    "Storing the first seal of the chain \"{}\" failed and is retried later: {}",
                    ends.chain(),
                    failure.toString());
        }
    }

    void appended(String chain, long sequence, Hash hash) {
        memory.appended(chain, new Head(sequence, hash));
    }

    private Seal seal(String chain, @Nullable Seal before, long sequence, Hash hash, @Nullable String acknowledgement) {
        return sealer.sign(new Seal(
                chains.log(),
                chain,
                before == null ? 1 : before.number() + 1,
                sequence,
                hash,
                before == null ? Hash.ZERO : before.digest(),
                node,
                clock.instant(),
                acknowledgement,
                null));
    }

    private List<Seal> filed(String chain) {
        List<Seal> filed = new ArrayList<>();
        for (SealArchive archive : archives) {
            archive.seals(chains.log()).stream()
                    .filter(seal -> seal.chain().equals(chain))
                    .forEach(filed::add);
        }
        return filed;
    }

    /**
     * Chains waiting entries and seals new entries, in every chain.
     *
     * @return the new seals
     * @throws org.springframework.dao.DataAccessException if the database fails; completed steps stay completed
     */
    public List<Seal> keep() {
        findings.report(damages());
        // Loads the findings of earlier runs after a start.
        findings.all();
        Set<String> names = new TreeSet<>(memory.chains());
        archives.forEach(archive -> archive.seals(chains.log()).forEach(seal -> names.add(seal.chain())));
        transactions.run("List the chains", chains::all).forEach(ends -> {
            names.add(ends.chain());
            placeWaiting(ends.chain());
        });
        List<Seal> made = new ArrayList<>();
        names.forEach(chain -> keep(chain, made));
        return made;
    }

    private List<Finding> damages() {
        List<Finding> damages = new ArrayList<>();
        for (SealArchive archive : archives) {
            archive.damages()
                    .forEach(damage -> damages.add(
                            new Finding(Finding.Kind.SEAL_FILE_DAMAGED, ownChain, damages.size() + 1L, null, damage)));
        }
        return damages;
    }

    private Examined examine(String chain) {
        // Read before the snapshot is opened, so that the snapshot contains at least these entries.
        @Nullable Head appended = memory.lastAppended(chain);
        @Nullable Seal remembered = memory.lastSeal(chain);
        Known known = new Known(
                remembered,
                remembered == null ? filed(chain) : List.of(),
                archives.stream().anyMatch(SealArchive::isRequired),
                appended,
                memory.sawEmpty(chain));
        return transactions.readSnapshot(
                "Examine a chain", connection -> examination.examine(connection, chain, known));
    }

    private void keep(String chain, List<Seal> made) {
        Examined examined = examine(chain);
        if (!findings.report(examined.findings()).isEmpty()) {
            return;
        }
        @Nullable Seal unstored = examined.unstored();
        if (unstored != null) {
            transactions.execute("Store a seal", connection -> chains.addSeal(connection, unstored));
        }
        examined.adopted().stream()
                .filter(seal -> !seal.sealedBy().equals(node))
                .forEach(seal -> {
                    keepWhereRequired(seal);
                    keepElsewhere(seal);
                });
        @Nullable Seal base = examined.base();
        if (base != null) {
            memory.sealed(base);
        }
        ChainEnds ends = examined.ends();
        boolean isNew = ends.headSequence() > (base == null ? -1 : base.sequence());
        boolean ours = chain.equals(ownChain)
                || (base != null && base.sealedAt().isBefore(clock.instant().minus(TAKEOVER)));
        if (isNew && ours) {
            Seal fresh = seal(chain, base, ends.headSequence(), ends.headHash(), null);
            keepWhereRequired(fresh);
            transactions.execute("Store a seal", connection -> chains.addSeal(connection, fresh));
            memory.sealed(fresh);
            made.add(fresh);
            if (base != null && base.number() == 1) {
                // The first seal was made in the transaction of the first entry.
                keepElsewhere(base);
            }
            keepElsewhere(fresh);
        }
    }

    private void keepWhereRequired(Seal seal) {
        archives.stream().filter(SealArchive::isRequired).forEach(archive -> archive.keep(seal));
    }

    private void keepElsewhere(Seal seal) {
        for (SealArchive archive : archives) {
            try {
                if (!archive.isRequired()) {
                    archive.keep(seal);
                }
            } catch (RuntimeException failure) {
                log.error(
                        "Archiving seal {} of the chain \"{}\" failed; the seal is in the database only: {}",
                        seal.number(),
                        seal.chain(),
                        failure.toString());
            }
        }
    }

    /**
     * Continues a chain from its present last entry in spite of findings, for example after a restore of the database.
     * The acknowledgement is signed and becomes a seal of the chain. The findings stay listed as acknowledged.
     *
     * @param chain the name of the chain
     * @param present the findings of verification
     * @param seen the number of the last verified entry
     * @param by the operator
     * @param reason the explanation
     */
    public void acknowledge(String chain, List<Finding> present, long seen, String by, String reason) {
        List<Finding> all = new ArrayList<>(present);
        findings.all().stream()
                .filter(known -> known.isOpen() && known.finding().chain().equals(chain))
                .forEach(known -> all.add(known.finding()));
        Seal fresh = transactions.run("Acknowledge findings", connection -> {
            Head last = lastEntry(connection, chains.lock(connection, chain), seen);
            chains.setHead(connection, chain, last.sequence(), last.hash());
            List<Seal> stored = storedAgain(connection, chain);
            @Nullable Seal newest = stored.isEmpty() ? null : stored.get(stored.size() - 1);
            Seal continued = seal(chain, newest, last.sequence(), last.hash(), by + ": " + reason);
            keepWhereRequired(continued);
            chains.addSeal(connection, continued);
            findings.acknowledge(connection, all, by, reason);
            return continued;
        });
        memory.continueFrom(fresh);
        keepElsewhere(fresh);
        findings.all();
    }

    /**
     * Returns the findings that prevent sealing of a chain.
     *
     * @param chain the name of the chain
     * @return the findings, acknowledged or not; empty if the chain matches the memory of this process
     */
    public List<Finding> present(String chain) {
        return examine(chain).findings();
    }

    /** Returns the last entry of a chain, regardless of its recorded end. */
    private Head lastEntry(Connection connection, ChainEnds ends, long seen) throws SQLException {
        Head[] last = {new Head(ends.anchorSequence(), ends.anchorHash())};
        rows.read(connection, ends.chain(), Math.max(ends.anchorSequence(), seen - 1), Long.MAX_VALUE, entry -> {
            @Nullable ChainLink link = form.link(entry);
            if (link != null) {
                last[0] = new Head(link.sequence(), link.hash());
            }
        });
        return last[0];
    }

    /** Stores missing archived seals in the database again. Returns all seals in the order of their numbers. */
    private List<Seal> storedAgain(Connection connection, String chain) throws SQLException {
        List<Seal> elsewhere = filed(chain);
        @Nullable Seal remembered = memory.lastSeal(chain);
        if (remembered != null) {
            elsewhere.add(remembered);
        }
        Map<Long, Seal> stored = new TreeMap<>();
        chains.seals(connection, chain).forEach(seal -> stored.put(seal.number(), seal));
        long first = stored.keySet().stream().findFirst().orElse(0L);
        for (Seal seal : elsewhere) {
            if (sealer.believes(seal) && seal.number() > first && stored.putIfAbsent(seal.number(), seal) == null) {
                chains.addSeal(connection, seal);
            }
        }
        return List.copyOf(stored.values());
    }

    /**
     * Chains the waiting entries of a chain. The chain is locked before the entries are read, because another node may
     * chain the same entries.
     *
     * @param chain the name of the chain
     * @return the number of chained entries
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public long placeWaiting(String chain) {
        if (transactions
                .run("Look for waiting entries", connection -> rows.waiting(connection, chain, 1))
                .isEmpty()) {
            return 0;
        }
        ChainAppender<E> appender = new ChainAppender<>(chains, form, sealer, chain, this);
        appender.create(transactions);
        long all = 0;
        int placed;
        do {
            List<ChainAppender.Linked<E>> committed = new ArrayList<>();
            placed = transactions.runAfterDeadlocks("Chain waiting entries", ATTEMPTS, connection -> {
                ChainEnds ends = appender.lock(connection);
                List<E> waiting = rows.waiting(connection, chain, PLACED_AT_ONCE);
                List<E> genuine = rows.isSigned()
                        ? waiting.stream().filter(appender::isGenuine).toList()
                        : waiting;
                if (genuine.size() < waiting.size()) {
                    log.error(
                            "{} waiting entries are not chained: this application did not write them. Verify the log",
                            waiting.size() - genuine.size());
                }
                if (!genuine.isEmpty()) {
                    ChainAppender.Linked<E> linked = appender.link(ends, genuine);
                    rows.place(connection, linked.entries());
                    appender.advance(connection, linked);
                    committed.add(linked);
                }
                return genuine.size();
            });
            committed.forEach(appender::committed);
            all += placed;
        } while (placed == PLACED_AT_ONCE);
        return all;
    }
}
