package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Seal;
import io.opsmon.chain.internal.ChainEnds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Distributes a bound on the number of entries among chains. Only sealed entries count, and the age of an entry is the
 * age of its seal. Rows outside of chains and timestamps changed in the database therefore do not move the bound. Not
 * thread-safe.
 */
final class CountBound {

    private final List<Piece> pieces = new ArrayList<>();
    private long total;

    /** Entries between two seals. */
    private record Piece(String chain, long after, long last, Instant sealedAt) {}

    /** Adds a chain with the seals that count. */
    void add(ChainEnds ends, List<Seal> seals) {
        long after = ends.anchorSequence();
        for (Seal seal : seals) {
            if (seal.sequence() > after) {
                pieces.add(new Piece(ends.chain(), after, seal.sequence(), seal.sealedAt()));
                total += seal.sequence() - after;
                after = seal.sequence();
            }
        }
    }

    /** Returns the number of the last entry beyond the bound for each chain that exceeds its share. */
    Map<String, Long> cuts(long kept) {
        Map<String, Long> cuts = new HashMap<>();
        pieces.sort(Comparator.comparing(Piece::sealedAt)
                .thenComparing(Piece::chain)
                .thenComparingLong(Piece::after));
        long excess = total - kept;
        for (Piece piece : pieces) {
            if (excess <= 0) {
                break;
            }
            long taken = Math.min(excess, piece.last() - piece.after());
            cuts.put(piece.chain(), piece.after() + taken);
            excess -= taken;
        }
        return cuts;
    }
}
