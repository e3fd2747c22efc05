package io.opsmon.chain.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainVerdict;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealArchive;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.SegmentVerifier;
import io.opsmon.chain.VerificationReport;
import io.opsmon.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the chains of a log, in one snapshot of the database, so that recording, retention and erasure go on meanwhile. Thread-safe.
 *
 * <p>Cost: every row is read once; one thread reads while another hashes.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainVerification<E> {

    /** How long entries may wait to be chained or sealed before that is a finding. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int WAITING_LOOKED_AT = 1_000;

    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final ChainRows<E> rows;
    private final Sealer sealer;
    private final List<SealArchive> archives;
    private final Clock clock;

    /**
     * Makes a verification.
     *
     * @param transactions of the database with the log
     * @param chains where ends and seals are noted
     * @param form how entries are hashed
     * @param rows the log
     * @param sealer has the keys
     * @param archives seals kept elsewhere, which count too
     * @param clock tells which entries ought to be sealed by now
     */
    public ChainVerification(
            OwnTransactions transactions,
            JdbcChains chains,
            ChainedForm<E> form,
            ChainRows<E> rows,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock) {
        this.transactions = transactions;
        this.chains = chains;
        this.form = form;
        this.rows = rows;
        this.sealer = sealer;
        this.archives = List.copyOf(archives);
        this.clock = clock;
    }

    /**
     * Verifies everything.
     *
     * @param progress told the number of entries looked at so far, from time to time
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
            return new VerificationReport(
                    chains.log(),
                    startedAt,
                    Duration.ofNanos(System.nanoTime() - start),
                    List.copyOf(reports),
                    List.copyOf(outside));
        });
    }

    /** Those that are noted, and those that only entries or seals know of, because somebody removed the note. */
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
        ChainVerdict verdict = new ChainVerdict(chains.log(), ends, seals, sealer);
        SegmentVerifier<E> verifier = new SegmentVerifier<>(
                form, sealer, ends.chain(), verdict.seals(), ends.anchorSequence() + 1, ends.anchorHash());
        NewestUnsealed unsealed = new NewestUnsealed(verdict.signedUpTo());
        try (Handover<E> handover = new Handover<>(
                entry -> {
                    verifier.accept(entry);
                    unsealed.see(entry);
                },
                progress)) {
            rows.read(connection, ends.chain(), ends.anchorSequence(), handover::put);
            handover.finish();
        }
        return verdict.report(List.of(verifier), now.minus(PATIENCE), unsealed.occurredAt);
    }

    /** When the newest entry without a signed seal happened. */
    private final class NewestUnsealed {

        private final long signedUpTo;
        private @Nullable Instant occurredAt;

        NewestUnsealed(long signedUpTo) {
            this.signedUpTo = signedUpTo;
        }

        void see(E entry) {
            @Nullable ChainLink link = form.link(entry);
            if (link != null && link.sequence() > signedUpTo) {
                Instant when = form.occurredAt(entry);
                if (occurredAt == null || when.isAfter(occurredAt)) {
                    occurredAt = when;
                }
            }
        }
    }

    private void waiting(Connection connection, String chain, Instant now, List<Finding> findings) throws SQLException {
        ChainAppender<E> appender = new ChainAppender<>(chains, form, sealer, chain);
        for (E entry : rows.waiting(connection, chain, WAITING_LOOKED_AT)) {
            if (!appender.isGenuine(entry)) {
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
                        "The entry has waited to be chained since " + form.occurredAt(entry)));
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
                    outside.count() + " entries are in no chain: written while there was none, or by somebody else"));
        }
    }
}
