package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.ChainVerdict;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.SealChain;
import io.opsmon.chain.internal.SegmentVerifier;
import io.opsmon.internal.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verification of the chains of a log in one snapshot of the database. Recording, retention and erasure continue
 * meanwhile. Thread-safe.
 *
 * <p>Cost: every row is read once; one thread reads while another thread hashes.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainVerification<E> {

    /** Maximum age of entries that are not chained or not sealed, before they are reported as a finding. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int WAITING_LOOKED_AT = 1_000;

    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final ChainRows<E> rows;
    private final Sealer sealer;
    private final List<SealArchive> archives;
    private final Clock clock;
    private final FindingLog findings;

    /**
     * Creates a verification.
     *
     * @param transactions transactions on the database of the log
     * @param chains the recorded ends and seals
     * @param form the hash format of entries
     * @param rows the rows of the log
     * @param sealer the keys
     * @param archives archives of seals, which count too
     * @param clock decides which entries should be sealed
     * @param findings the findings that an operator has acknowledged
     */
    public ChainVerification(
            OwnTransactions transactions,
            JdbcChains chains,
            ChainedForm<E> form,
            ChainRows<E> rows,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock,
            FindingLog findings) {
        this.findings = findings;
        this.transactions = transactions;
        this.chains = chains;
        this.form = form;
        this.rows = rows;
        this.sealer = sealer;
        this.archives = List.copyOf(archives);
        this.clock = clock;
    }

    /**
     * Verifies all chains.
     *
     * @param progress receives the number of entries verified so far, from time to time
     * @return the report
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public VerificationReport verify(LongConsumer progress) {
        Instant startedAt = clock.instant();
        long start = System.nanoTime();
        return transactions.readSnapshot("Verify a chain", connection -> {
            List<Seal> elsewhere = new ArrayList<>();
            for (SealArchive archive : archives) {
                elsewhere.addAll(archive.seals(chains.log()));
            }
            List<ChainReport> reports = new ArrayList<>();
            List<Finding> outside = new ArrayList<>();
            long before = 0;
            for (ChainEnds ends : allChains(connection, elsewhere)) {
                long done = before;
                ChainReport report =
                        verify(connection, ends, elsewhere, startedAt, count -> progress.accept(done + count));
                reports.add(report);
                before += report.verified() + report.broken();
                waiting(connection, ends.chain(), startedAt, outside);
            }
            outside(connection, outside);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            return new VerificationReport(chains.log(), startedAt, duration, reports, outside, List.of())
                    .without(acknowledged(connection));
        });
    }

    private Predicate<Finding> acknowledged(Connection connection) throws SQLException {
        Set<FindingLog.Key> keys = findings.acknowledged(connection);
        return finding -> keys.contains(FindingLog.Key.of(finding));
    }

    /**
     * Verifies the beginning of a chain: from the last entry that retention removed to the first seal at or after an
     * entry.
     *
     * @param ends the ends of the chain
     * @param upTo the number of the entry
     * @return the findings that no operator has acknowledged
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<Finding> verifyBeginning(ChainEnds ends, long upTo) {
        return transactions.readSnapshot("Verify the beginning of a chain", connection -> {
            SealChain seals = sealChain(connection, ends);
            ChainVerdict verdict = new ChainVerdict(chains.log(), ends, seals.valid(), sealer);
            long end = verdict.seals().keySet().stream()
                    .filter(sequence -> sequence >= upTo)
                    .findFirst()
                    .orElse(upTo);
            SegmentVerifier<E> verifier = new SegmentVerifier<>(
                    form, sealer, ends.chain(), verdict.seals(), ends.anchorSequence() + 1, ends.anchorHash());
            rows.read(connection, ends.chain(), ends.anchorSequence(), end, verifier::accept);
            ChainEnds piece = new ChainEnds(
                    ends.chain(),
                    end,
                    verdict.seals().containsKey(end) ? verdict.seals().get(end).hash() : ends.headHash(),
                    ends.anchorSequence(),
                    ends.anchorHash(),
                    ends.anchorProof());
            List<Seal> within = seals.valid().stream()
                    .filter(seal -> seal.sequence() <= end)
                    .toList();
            ChainReport report =
                    new ChainVerdict(chains.log(), piece, within, sealer).report(List.of(verifier), null, null);
            Predicate<Finding> acknowledged = acknowledged(connection);
            return Stream.concat(seals.findings().stream(), report.findings().stream())
                    // A seal covers the end of the segment; opsmon_chain has no record of this end.
                    .filter(finding -> finding.kind() != Finding.Kind.HEAD_ALTERED && !acknowledged.test(finding))
                    .toList();
        });
    }

    /**
     * Returns the seals of a chain under which entries may be removed.
     *
     * @param ends the ends of the chain
     * @return the valid seals in the order of their numbers
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<Seal> countingSeals(ChainEnds ends) {
        return transactions.run(
                "Read seals",
                connection -> sealChain(connection, ends).valid().stream()
                        .filter(sealer::believes)
                        .toList());
    }

    private SealChain sealChain(Connection connection, ChainEnds ends) throws SQLException {
        return new SealChain(ends.chain(), chains.seals(connection, ends.chain()), sealer, ends.anchorSequence());
    }

    /** Returns the recorded chains, and chains without a record that have entries or seals. */
    private List<ChainEnds> allChains(Connection connection, List<Seal> elsewhere) throws SQLException {
        Map<String, ChainEnds> all = new LinkedHashMap<>();
        chains.all(connection).forEach(ends -> all.put(ends.chain(), ends));
        chains.sealedChains(connection).forEach(chain -> all.computeIfAbsent(chain, ChainEnds::empty));
        elsewhere.forEach(seal -> all.computeIfAbsent(seal.chain(), ChainEnds::empty));
        @Nullable String chain = "";
        while ((chain = rows.nextChain(connection, chain)) != null) {
            all.computeIfAbsent(chain, ChainEnds::empty);
        }
        return List.copyOf(all.values());
    }

    private ChainReport verify(
            Connection connection, ChainEnds ends, List<Seal> elsewhere, Instant now, LongConsumer progress)
            throws SQLException {
        List<Seal> seals = new ArrayList<>(chains.seals(connection, ends.chain()));
        elsewhere.stream().filter(seal -> seal.chain().equals(ends.chain())).forEach(seals::add);
        SealChain sealChain = new SealChain(ends.chain(), seals, sealer, ends.anchorSequence());
        ChainVerdict verdict = new ChainVerdict(chains.log(), ends, sealChain.valid(), sealer);
        SegmentVerifier<E> verifier = new SegmentVerifier<>(
                form, sealer, ends.chain(), verdict.seals(), ends.anchorSequence() + 1, ends.anchorHash());
        OldestUnsealed unsealed = new OldestUnsealed(verdict.signedUpTo());
        try (VerificationPipeline<E> handover = new VerificationPipeline<>(
                entry -> {
                    verifier.accept(entry);
                    unsealed.see(entry);
                },
                progress)) {
            rows.read(connection, ends.chain(), ends.anchorSequence(), Long.MAX_VALUE, handover::put);
            handover.finish();
        }
        return verdict.report(List.of(verifier), now.minus(PATIENCE), unsealed.occurredAt)
                .with(sealChain.findings());
    }

    /** Earliest time of the entries without a signed seal. */
    private final class OldestUnsealed {

        private final long signedUpTo;
        private @Nullable Instant occurredAt;

        OldestUnsealed(long signedUpTo) {
            this.signedUpTo = signedUpTo;
        }

        void see(E entry) {
            @Nullable ChainLink link = form.link(entry);
            if (link != null && link.sequence() > signedUpTo) {
                Instant when = form.occurredAt(entry);
                if (occurredAt == null || when.isBefore(occurredAt)) {
                    occurredAt = when;
                }
            }
        }
    }

    private void waiting(Connection connection, String chain, Instant now, List<Finding> findings) throws SQLException {
        ChainAppender<E> appender = new ChainAppender<>(chains, form, sealer, chain);
        for (E entry : rows.waiting(connection, chain, WAITING_LOOKED_AT)) {
            if (rows.isSigned() && !appender.isGenuine(entry)) {
                findings.add(new Finding(
                        Finding.Kind.INSERTED,
                        chain,
                        0,
                        form.id(entry),
                        "The entry waits to be chained, but the application did not write it"));
            } else if (form.occurredAt(entry).isBefore(now.minus(PATIENCE))) {
                findings.add(new Finding(
                        Finding.Kind.UNCHAINED,
                        chain,
                        0,
                        form.id(entry),
                        "The entry waits to be chained since " + form.occurredAt(entry)));
            }
        }
    }

    private void outside(Connection connection, List<Finding> findings) throws SQLException {
        ChainRows.Outside outside = rows.outside(connection);
        @Nullable UUID first = outside.first();
        if (outside.count() > 0) {
            findings.add(new Finding(
                    Finding.Kind.UNCHAINED,
                    "",
                    0,
                    first,
                    outside.count()
                            + " entries are outside of any chain: they were stored without a"
                            + " chain, or not by this application"));
        }
    }
}
