package io.opsmon.chain.internal;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Verifier of consecutive entries of one chain, in the order of their numbers. Segments of a chain can be verified in
 * parallel, because an entry only requires the stored hash of its predecessor. Not thread-safe.
 *
 * <p>After a mismatch, verification continues with the stored hash of the entry. One altered entry is therefore one
 * finding.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class SegmentVerifier<E> {

    private static final int MAX_FINDINGS = 50;

    private final ChainedForm<E> form;
    private final ChainHasher<E> hasher;
    private final Sealer sealer;
    private final String chain;
    private final Map<Long, Seal> seals;
    private final List<Finding> findings = new ArrayList<>();

    private @Nullable Hash previous;
    private long expected;
    private long first;
    private long verified;
    private long broken;
    private @Nullable Break<E> firstBreak;

    /** First mismatching entry, with the hash of its predecessor and the index of its finding. */
    private record Break<E>(Hash previous, long sequence, E entry, ChainLink link, int finding) {}

    /**
     * Creates a verifier.
     *
     * @param form the hash format of entries
     * @param sealer verifies erasures of personal data
     * @param chain the name of the chain
     * @param seals the seals of the chain by the number of their entry
     * @param expected the number of the first entry
     * @param previous the hash of the previous entry; null if unknown, so that the first entry cannot be verified
     */
    public SegmentVerifier(
            ChainedForm<E> form,
            Sealer sealer,
            String chain,
            Map<Long, Seal> seals,
            long expected,
            @Nullable Hash previous) {
        this.form = form;
        this.hasher = new ChainHasher<>(form);
        this.sealer = sealer;
        this.chain = chain;
        this.seals = seals;
        this.expected = expected;
        this.previous = previous;
    }

    /**
     * Verifies the next entry.
     *
     * @param entry an entry that has a link of this chain
     */
    public void accept(E entry) {
        @Nullable ChainLink link = form.link(entry);
        if (link == null) {
            throw new IllegalArgumentException("The entry " + form.id(entry) + " has no position in a chain");
        }
        long sequence = link.sequence();
        if (first == 0) {
            first = sequence;
        }
        if (sequence < expected) {
            found(Kind.INSERTED, sequence, form.id(entry), "Another entry has the number " + sequence);
            broken++;
            return;
        }
        if (sequence > expected) {
            found(Kind.MISSING, expected, null, missing(expected, sequence - 1));
            previous = null;
        }
        @Nullable Hash before = previous;
        if (before == null || link.hash().equals(hasher.next(before, sequence, entry, link))) {
            verified++;
            if (link.isErased()) {
                verifyErasure(entry, link);
            }
        } else {
            broken++;
            mismatch(before, entry, link);
        }
        @Nullable Seal seal = seals.get(sequence);
        if (seal != null && !seal.hash().equals(link.hash())) {
            found(
                    Kind.SEAL_BROKEN,
                    sequence,
                    form.id(entry),
                    "The hash of the entry differs from the seal of " + seal.sealedAt());
        }
        previous = link.hash();
        expected = sequence + 1;
    }

    private void verifyErasure(E entry, ChainLink link) {
        Sealer.Verdict verdict = sealer.verifyProof("erased", Erasure.content(form, entry, link), link.proof());
        boolean isVerified =
                verdict == Sealer.Verdict.VALID || (verdict == Sealer.Verdict.UNSIGNED && !sealer.hasKeys());
        if (!isVerified) {
            found(
                    Kind.ALTERED,
                    link.sequence(),
                    form.id(entry),
                    "The erasure of the personal data has no valid signature (" + verdict + ")");
        }
    }

    private void mismatch(Hash before, E entry, ChainLink link) {
        @Nullable Break<E> known = firstBreak;
        if (known == null) {
            firstBreak = new Break<>(before, link.sequence(), entry, link, findings.size());
            found(Kind.ALTERED, link.sequence(), form.id(entry), "The entry was altered after it was chained");
            return;
        }
        boolean fitsThere = link.hash().equals(hasher.next(known.previous(), known.sequence(), entry, link));
        if (fitsThere) {
            explainBy(known, entry, link);
        } else if (link.sequence() == known.sequence() + 1
                && link.hash().equals(hasher.next(before, link.sequence() + 1, entry, link))) {
            replace(
                    known.finding(),
                    new Finding(
                            Kind.MISSING,
                            chain,
                            known.sequence(),
                            null,
                            "An entry was removed, and the following entries were renumbered"));
        }
    }

    /** Explains the first break by a later entry that belongs to its position. */
    private void explainBy(Break<E> known, E entry, ChainLink link) {
        boolean next = link.sequence() == known.sequence() + 1;
        boolean changedPlaces =
                known.link().hash().equals(hasher.next(link.hash(), known.sequence() + 1, known.entry(), known.link()));
        Finding explained = next && !changedPlaces
                ? new Finding(
                        Kind.INSERTED,
                        chain,
                        known.sequence(),
                        form.id(known.entry()),
                        "The application did not write this entry; the following entries were renumbered")
                : new Finding(
                        Kind.REORDERED,
                        chain,
                        known.sequence(),
                        form.id(known.entry()),
                        "The entry " + form.id(entry) + ", now number " + link.sequence()
                                + ", belongs to this position");
        replace(known.finding(), explained);
    }

    private void replace(int index, Finding finding) {
        if (index < findings.size()) {
            findings.set(index, finding);
        }
    }

    private static String missing(long from, long to) {
        return from == to ? "Entry " + from + " is missing" : "Entries " + from + " to " + to + " are missing";
    }

    private void found(Kind kind, long sequence, @Nullable UUID id, String detail) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(kind, chain, sequence, id, detail));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    long first() {
        return first;
    }

    /** Returns the number of the last verified entry, or of the entry before the first expected one. */
    long last() {
        return expected - 1;
    }

    @Nullable
    Hash lastHash() {
        return previous;
    }

    long verified() {
        return verified;
    }

    long broken() {
        return broken;
    }
}
