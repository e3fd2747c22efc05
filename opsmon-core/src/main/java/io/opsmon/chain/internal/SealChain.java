package io.opsmon.chain.internal;

import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Seals of one chain in the order of their numbers, each compared with the previous seal. Immutable.
 *
 * @since 0.1
 */
public final class SealChain {

    private final TreeMap<Long, Seal> seals = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Sealer sealer;

    /**
     * Orders and verifies seals.
     *
     * @param chain the name of the chain
     * @param all the seals of the chain from the database and the archives, in any order and possibly repeated
     * @param sealer the keys
     * @param anchorSequence the number of the last entry that retention removed; earlier seals may be missing
     */
    public SealChain(String chain, Collection<Seal> all, Sealer sealer, long anchorSequence) {
        this.sealer = sealer;
        for (Seal seal : all) {
            @Nullable Seal other = seals.putIfAbsent(seal.number(), seal);
            if (other != null && !other.digest().equals(seal.digest())) {
                if (sealer.believes(seal) && !sealer.believes(other)) {
                    seals.put(seal.number(), seal);
                }
                found(Kind.SEAL_BROKEN, seal, "Two different seals have the number " + seal.number());
            }
        }
        judge(anchorSequence);
    }

    private void judge(long anchorSequence) {
        @Nullable Seal before = null;
        for (Seal seal : seals.values()) {
            long expected = before == null ? 1 : before.number() + 1;
            boolean first = before == null;
            if (first && seal.number() > 1 && seal.sequence() > anchorSequence) {
                found(Kind.SEAL_MISSING, seal, "The seals before number " + seal.number() + " are missing");
            } else if (!first && seal.number() > expected) {
                found(
                        Kind.SEAL_MISSING,
                        seal,
                        "The seals with the numbers " + expected + " to " + (seal.number() - 1) + " are missing");
            } else if (before != null && !seal.previous().equals(before.digest())) {
                found(Kind.SEAL_BROKEN, seal, "Seal " + seal.number() + " does not follow seal " + before.number());
            }
            before = seal;
        }
    }

    private void found(Kind kind, Seal seal, String detail) {
        findings.add(new Finding(kind, seal.chain(), seal.sequence(), null, detail));
    }

    /**
     * Returns the findings about the seals themselves.
     *
     * @return the findings; empty if each seal follows the previous seal
     */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * Returns the last seal that {@linkplain Sealer#believes counts}.
     *
     * @return the seal; null if there is none
     */
    public @Nullable Seal last() {
        return seals.descendingMap().values().stream()
                .filter(sealer::believes)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns a seal by its number.
     *
     * @param number the number
     * @return the seal; null if there is none that {@linkplain Sealer#believes counts}
     */
    public @Nullable Seal get(long number) {
        @Nullable Seal seal = seals.get(number);
        return seal != null && sealer.believes(seal) ? seal : null;
    }

    /**
     * Returns the seals that entries are compared with. Seals are excluded if an acknowledgement continued the chain
     * before their entries.
     *
     * @return the seals in the order of their numbers, whether they count or not
     */
    public List<Seal> valid() {
        List<Seal> valid = new ArrayList<>();
        long bound = Long.MAX_VALUE;
        for (Seal seal : seals.descendingMap().values()) {
            if (seal.sequence() <= bound) {
                valid.add(0, seal);
            }
            if (seal.acknowledgement() != null && sealer.believes(seal)) {
                bound = Math.min(bound, seal.sequence());
            }
        }
        return valid;
    }
}
