package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.ChainVerdict;
import io.opsmon.chain.internal.SealChain;
import io.opsmon.chain.internal.SegmentVerifier;
import io.opsmon.chain.internal.jdbc.ChainMemory.Head;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a chain in the database with the last known seal, before the chain is sealed again. Uses the caller's
 * snapshot. Thread-safe.
 *
 * @param <E> the kind of entry
 */
final class ChainExamination<E> {

    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final ChainRows<E> rows;
    private final Sealer sealer;
    private final String node;

    ChainExamination(JdbcChains chains, ChainedForm<E> form, ChainRows<E> rows, Sealer sealer, String node) {
        this.chains = chains;
        this.form = form;
        this.rows = rows;
        this.sealer = sealer;
        this.node = node;
    }

    /**
     * Seals and ends that are known independent of the database.
     *
     * @param remembered the last seal in the memory of this process; null before the first examination
     * @param filed the archived seals, if no seal is remembered
     * @param isFiled whether there is an archive that must have every seal of this node
     * @param appended the last entry that this process appended; null if there is none
     * @param sawEmpty whether this process saw the chain without entries
     */
    record Known(
            @Nullable Seal remembered,
            List<Seal> filed,
            boolean isFiled,
            @Nullable Head appended,
            boolean sawEmpty) {}

    /**
     * State of a chain.
     *
     * @param ends the ends recorded in the database
     * @param base the last seal that counts; null if the chain has none
     * @param adopted seals in the database that were not known yet
     * @param unstored a seal that is missing in the database because of a crash; null if there is none
     * @param findings the findings; empty if the chain may be sealed
     */
    record Examined(
            ChainEnds ends,
            @Nullable Seal base,
            List<Seal> adopted,
            @Nullable Seal unstored,
            List<Finding> findings) {}

    Examined examine(Connection connection, String chain, Known known) throws SQLException {
        ChainEnds ends = chains.ends(connection, chain);
        @Nullable Seal remembered = known.remembered();
        List<Seal> stored = chains.seals(connection, chain, remembered == null ? 0 : remembered.number());
        List<Seal> all = new ArrayList<>(stored);
        all.addAll(remembered == null ? known.filed() : List.of(remembered));
        SealChain seals =
                new SealChain(chain, all, sealer, remembered == null ? ends.anchorSequence() : Long.MAX_VALUE);
        Set<Finding> findings = new LinkedHashSet<>(seals.findings());
        @Nullable Seal last = remembered == null ? lastFiled(chain, known) : remembered;
        @Nullable Seal unstored = null;
        if (last != null && stored.stream().noneMatch(seal -> seal.number() == last.number())) {
            if (isOfACrash(connection, ends, stored, last, remembered != null)) {
                unstored = last;
            } else {
                findings.add(missing(connection, ends, stored, last));
            }
        }
        if (remembered == null && known.isFiled()) {
            judgeFile(stored, known.filed(), last, findings);
        }
        @Nullable Seal base = seals.last();
        if (base == null && ends.headSequence() > 0 && !known.sawEmpty()) {
            findings.add(new Finding(
                    Kind.UNSEALED,
                    chain,
                    1,
                    null,
                    "No seal with a configured key covers the entries up to " + ends.headSequence()
                            + ", and they were stored before this process started"));
        } else {
            grown(connection, ends, base, known.appended(), findings);
        }
        List<Seal> adopted = stored.stream()
                .filter(seal -> (last == null || seal.number() > last.number()) && sealer.believes(seal))
                .toList();
        return new Examined(ends, base, adopted, unstored, List.copyOf(findings));
    }

    private @Nullable Seal lastFiled(String chain, Known known) {
        return new SealChain(chain, known.filed(), sealer, Long.MAX_VALUE).last();
    }

    /** Returns whether a crash explains the missing seal: a seal is written to the file before the database. */
    private boolean isOfACrash(Connection connection, ChainEnds ends, List<Seal> stored, Seal last, boolean remembered)
            throws SQLException {
        long before = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).number();
        return !remembered
                && last.sealedBy().equals(node)
                && last.number() == before + 1
                && holds(connection, ends, last);
    }

    private boolean holds(Connection connection, ChainEnds ends, Seal seal) throws SQLException {
        if (seal.sequence() <= ends.anchorSequence()) {
            return true;
        }
        List<Hash> hashes = new ArrayList<>();
        rows.read(connection, ends.chain(), seal.sequence() - 1, seal.sequence(), entry -> {
            @Nullable ChainLink link = form.link(entry);
            if (link != null) {
                hashes.add(link.hash());
            }
        });
        return hashes.contains(seal.hash());
    }

    private Finding missing(Connection connection, ChainEnds ends, List<Seal> stored, Seal last) throws SQLException {
        boolean intact = holds(connection, ends, last);
        String elsewhere = "Seal " + last.number() + " of " + last.sealedAt()
                + " is known to this node, but the last seal in the database is number "
                + (stored.isEmpty() ? "0" : stored.get(stored.size() - 1).number());
        return new Finding(
                intact ? Kind.SEAL_MISSING : Kind.ROLLED_BACK,
                ends.chain(),
                last.sequence(),
                null,
                intact
                        ? elsewhere + ": rows of opsmon_seal were removed"
                        : elsewhere + ": the database is older than the seal, or entries were removed");
    }

    private void judgeFile(List<Seal> stored, List<Seal> filed, @Nullable Seal last, Set<Finding> findings) {
        Map<Long, Seal> byNumber = new HashMap<>();
        filed.forEach(seal -> byNumber.put(seal.number(), seal));
        long first = filed.stream().mapToLong(Seal::number).min().orElse(0);
        for (Seal seal : stored) {
            boolean ours = seal.sealedBy().equals(node) && sealer.believes(seal);
            if (ours && !byNumber.containsKey(seal.number()) && seal.number() >= first) {
                boolean behind = last == null || seal.number() > last.number();
                findings.add(new Finding(
                        behind ? Kind.SEAL_FILE_BEHIND : Kind.SEAL_FILE_DAMAGED,
                        seal.chain(),
                        seal.sequence(),
                        null,
                        "Seal " + seal.number() + " of this node" + " is in the database but not in the seal file"));
                return;
            }
        }
    }

    /**
     * Verifies the entries after the last seal: they follow the seal, reach the recorded end, and include the entries
     * that this process appended.
     */
    private void grown(
            Connection connection, ChainEnds ends, @Nullable Seal base, @Nullable Head appended, Set<Finding> findings)
            throws SQLException {
        long from = base == null ? 0 : base.sequence();
        boolean baseIsThere = from > ends.anchorSequence();
        ChainVerdict verdict = new ChainVerdict(chains.log(), ends, base == null ? List.of() : List.of(base), sealer);
        SegmentVerifier<E> verifier = baseIsThere
                ? new SegmentVerifier<>(form, sealer, ends.chain(), verdict.seals(), from, null)
                : new SegmentVerifier<>(
                        form,
                        sealer,
                        ends.chain(),
                        verdict.seals(),
                        ends.anchorSequence() + 1,
                        base != null && from == ends.anchorSequence() ? base.hash() : ends.anchorHash());
        List<Hash> atAppended = new ArrayList<>();
        rows.read(connection, ends.chain(), baseIsThere ? from - 1 : ends.anchorSequence(), Long.MAX_VALUE, entry -> {
            verifier.accept(entry);
            ChainLink link = Objects.requireNonNull(form.link(entry));
            if (appended != null && link.sequence() == appended.sequence()) {
                atAppended.add(link.hash());
            }
        });
        ChainReport report = verdict.report(List.of(verifier), null, null);
        findings.addAll(report.findings());
        if (appended != null && appended.sequence() > from) {
            if (report.lastSequence() < appended.sequence()) {
                findings.add(new Finding(
                        Kind.TRUNCATED,
                        ends.chain(),
                        report.lastSequence() + 1,
                        null,
                        "This process stored entries up to number " + appended.sequence()
                                + ", but the last entry is number " + report.lastSequence()));
            } else if (!atAppended.contains(appended.hash())) {
                findings.add(new Finding(
                        Kind.ALTERED,
                        ends.chain(),
                        appended.sequence(),
                        null,
                        "The hash of the entry has changed since this process stored it: entries after the last seal"
                                + " were rewritten"));
            }
        }
    }
}
