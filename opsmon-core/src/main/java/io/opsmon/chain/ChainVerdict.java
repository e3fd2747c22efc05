package io.opsmon.chain;

import io.opsmon.chain.Finding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges a chain from its verified runs, what is noted of its ends, and its seals. Not thread-safe.
 *
 * @since 0.1
 */
public final class ChainVerdict {

    private static final int MAX_FINDINGS = 50;

    private final String log;
    private final ChainEnds ends;
    private final Sealer sealer;
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<Long, Seal> believed = new TreeMap<>();
    private long signedUpTo;

    /**
     * Begins with the seals: those that are forged or of an unknown key are findings and are not believed.
     *
     * @param log which log
     * @param ends what is noted of the chain's ends
     * @param seals the chain's seals, from the database and from elsewhere
     * @param sealer has the keys
     */
    public ChainVerdict(String log, ChainEnds ends, List<Seal> seals, Sealer sealer) {
        this.log = log;
        this.ends = ends;
        this.sealer = sealer;
        seals.forEach(this::judge);
        judgeAnchor();
    }

    private void judge(Seal seal) {
        switch (sealer.verify(seal)) {
            case VALID -> {
                believed.put(seal.sequence(), seal);
                signedUpTo = Math.max(signedUpTo, seal.sequence());
            }
            case UNSIGNED -> believed.putIfAbsent(seal.sequence(), seal);
            case UNKNOWN_KEY -> {
                if (sealer.hasKeys()) {
                    found(
                            Kind.UNKNOWN_KEY,
                            seal.sequence(),
                            "The seal of " + seal.sealedAt() + " was made with a key that is not configured");
                } else {
                    believed.putIfAbsent(seal.sequence(), seal);
                }
            }
            case FORGED ->
                found(
                        Kind.SEAL_FORGED,
                        seal.sequence(),
                        "The seal of " + seal.sealedAt() + " is not what its key signed");
        }
    }

    private void judgeAnchor() {
        if (ends.anchorSequence() == 0) {
            return;
        }
        Sealer.Verdict verdict =
                sealer.verifyAnchor(log, ends.chain(), ends.anchorSequence(), ends.anchorHash(), ends.anchorProof());
        if (sealer.hasKeys() && verdict != Sealer.Verdict.VALID) {
            found(
                    verdict == Sealer.Verdict.UNKNOWN_KEY ? Kind.UNKNOWN_KEY : Kind.BEGINNING_MISSING,
                    ends.anchorSequence(),
                    "That retention removed the entries up to " + ends.anchorSequence()
                            + " is not signed with a configured key (" + verdict + ")");
        }
    }

    private void found(Kind kind, long sequence, String detail) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(kind, ends.chain(), sequence, null, detail));
        }
    }

    /**
     * The seals that entries are held against.
     *
     * @return by the number of their entry
     */
    public Map<Long, Seal> seals() {
        return believed;
    }

    /**
     * How far signed seals reach.
     *
     * @return the number of the last entry under one; 0 if there is none
     */
    public long signedUpTo() {
        return signedUpTo;
    }

    /**
     * Judges the chain.
     *
     * @param segments its verified runs, in order; at least one, each beginning where the one before ended
     * @param sealedSince entries before this must be under a seal by now; null not to ask
     * @param oldestUnsealed the earliest time of the entries without a signed seal; null if there is none or it is not
     *     known
     * @param <E> the kind of entry
     * @return the report
     */
    public <E> ChainReport report(
            List<SegmentVerifier<E>> segments, @Nullable Instant sealedSince, @Nullable Instant oldestUnsealed) {
        long first = 0;
        long verified = 0;
        long broken = 0;
        for (SegmentVerifier<E> segment : segments) {
            first = first == 0 ? segment.first() : first;
            verified += segment.verified();
            broken += segment.broken();
            findings.addAll(segment.findings());
        }
        SegmentVerifier<E> end = segments.get(segments.size() - 1);
        long last = first == 0 ? ends.anchorSequence() : end.last();
        judgeEnd(last, first == 0 ? ends.anchorHash() : end.lastHash());
        if (sealer.hasKeys() && sealedSince != null && oldestUnsealed != null && oldestUnsealed.isBefore(sealedSince)) {
            found(
                    Kind.UNSEALED,
                    signedUpTo + 1,
                    "The entries after number " + signedUpTo + " are under no seal with a configured key");
        }
        return new ChainReport(
                ends.chain(), first, last, verified, broken, Math.min(signedUpTo, last), List.copyOf(findings));
    }

    private void judgeEnd(long last, @Nullable Hash lastHash) {
        long lastSealed = believed.isEmpty() ? 0 : believed.lastKey();
        long written = Math.max(ends.headSequence(), lastSealed);
        if (last < written) {
            found(
                    Kind.TRUNCATED,
                    last + 1,
                    "The newest entries are gone: the last is number " + last + ", but number " + written + " was "
                            + (lastSealed > ends.headSequence() ? "sealed" : "written"));
        } else if (last > ends.headSequence()) {
            found(
                    Kind.HEAD_ALTERED,
                    ends.headSequence(),
                    "The chain is noted to end with number " + ends.headSequence() + ", but there are entries up to "
                            + last);
        } else if (lastHash != null && !lastHash.equals(ends.headHash())) {
            found(Kind.HEAD_ALTERED, last, "The last entry has another hash than is noted for the end of the chain");
        }
    }
}
