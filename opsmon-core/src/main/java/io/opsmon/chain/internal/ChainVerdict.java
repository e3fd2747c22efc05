package io.opsmon.chain.internal;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Combines the verified segments, the recorded ends and the seals of a chain to a report. Not thread-safe.
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
     * Creates a verdict and verifies the seals. Seals with a forged signature or an unknown key are findings and do not
     * count.
     *
     * @param log the name of the log
     * @param ends the recorded ends of the chain
     * @param seals the seals of the chain, from the database and the archives
     * @param sealer the keys
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
                        "The seal of " + seal.sealedAt() + " does not match its signature");
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
                    "The removal of the entries up to " + ends.anchorSequence()
                            + " by retention is not signed with a configured key (" + verdict + ")");
        }
    }

    private void found(Kind kind, long sequence, String detail) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(kind, ends.chain(), sequence, null, detail));
        }
    }

    /**
     * Returns the seals that entries are compared with.
     *
     * @return the seals by the number of their entry
     */
    public Map<Long, Seal> seals() {
        return believed;
    }

    /**
     * Returns the number of the last entry under a signed seal.
     *
     * @return the number; 0 if there is no signed seal
     */
    public long signedUpTo() {
        return signedUpTo;
    }

    /**
     * Creates the report of the chain.
     *
     * @param segments the verified segments, in order; at least one, each starting after the end of the previous
     *     segment
     * @param sealedSince entries before this time must be sealed; null to skip this check
     * @param oldestUnsealed the earliest time of the entries without a signed seal; null if there is none or it is
     *     unknown
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
        @Nullable Hash lastHash = first == 0 ? ends.anchorHash() : end.lastHash();
        judgeEnd(last, lastHash);
        if (sealer.hasKeys() && sealedSince != null && oldestUnsealed != null && oldestUnsealed.isBefore(sealedSince)) {
            found(
                    Kind.UNSEALED,
                    signedUpTo + 1,
                    "The entries after number " + signedUpTo + " have no seal with a configured key");
        }
        return new ChainReport(
                ends.chain(),
                first,
                last,
                verified,
                broken,
                Math.min(signedUpTo, last),
                lastHash,
                List.copyOf(findings));
    }

    private void judgeEnd(long last, @Nullable Hash lastHash) {
        long lastSealed = believed.isEmpty() ? 0 : believed.lastKey();
        long written = Math.max(ends.headSequence(), lastSealed);
        if (last < written) {
            found(
                    Kind.TRUNCATED,
                    last + 1,
                    "The newest entries are missing: the last entry is number " + last + ", but number " + written
                            + " was " + (lastSealed > ends.headSequence() ? "sealed" : "written"));
        } else if (last > ends.headSequence()) {
            found(
                    Kind.HEAD_ALTERED,
                    ends.headSequence(),
                    "The recorded end of the chain is number " + ends.headSequence()
                            + ", but the chain has entries up to " + last);
        } else if (lastHash != null && !lastHash.equals(ends.headHash())) {
            found(Kind.HEAD_ALTERED, last, "The hash of the last entry differs from the recorded end of the chain");
        }
    }
}
