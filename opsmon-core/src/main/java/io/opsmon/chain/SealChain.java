package io.opsmon.chain;

import io.opsmon.chain.Finding.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The seals of one chain in the order of their numbers, each held against the seal before it. Immutable.
 *
 * @since 0.1
 */
public final class SealChain {

    private final TreeMap<Long, Seal> seals = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Sealer sealer;

    /**
     * Orders seals.
     *
     * @param chain the chain's name
     * @param all its seals, from the database and from elsewhere, in any order and repeated if need be
     * @param sealer has the keys
     * @param anchorSequence the number of the last entry that retention removed: earlier seals may be gone
     */
    public SealChain(String chain, Collection<Seal> all, Sealer sealer, long anchorSequence) {
        this.sealer = sealer;
        for (Seal seal : all) {
            @Nullable Seal other = seals.putIfAbsent(seal.number(), seal);
            if (other != null && !other.digest().equals(seal.digest())) {
                if (sealer.believes(seal) && !sealer.believes(other)) {
                    seals.put(seal.number(), seal);
                }
                found(Kind.SEAL_BROKEN, seal, "There are two different seals with the number " + seal.number());
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
                found(Kind.SEAL_MISSING, seal, "The seals before number " + seal.number() + " are gone");
            } else if (!first && seal.number() > expected) {
                found(
                        Kind.SEAL_MISSING,
                        seal,
                        "The seals with the numbers " + expected + " to " + (seal.number() - 1) + " are gone");
            } else if (before != null && !seal.previous().equals(before.digest())) {
                found(Kind.SEAL_BROKEN, seal, "Seal " + seal.number() + " was not made behind seal " + before.number());
            }
            before = seal;
        }
    }

    private void found(Kind kind, Seal seal, String detail) {
        findings.add(new Finding(kind, seal.chain(), seal.sequence(), null, detail));
    }

    /**
     * The findings about the seals themselves.
     *
     * @return empty if each follows the one before
     */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * The last seal that counts.
     *
     * @return the seal; null if there is none that {@linkplain Sealer#believes counts}
     */
    public @Nullable Seal last() {
        return seals.descendingMap().values().stream()
                .filter(sealer::believes)
                .findFirst()
                .orElse(null);
    }

    /**
     * A seal by its number.
     *
     * @param number the number
     * @return the seal; null if there is none that {@linkplain Sealer#believes counts}
     */
    public @Nullable Seal get(long number) {
        @Nullable Seal seal = seals.get(number);
        return seal != null && sealer.believes(seal) ? seal : null;
    }

    /**
     * The seals that entries are held against: all but those that an acknowledged finding made void, since the chain
     * was continued before their entries.
     *
     * @return in the order of their numbers, whether they count or not
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
