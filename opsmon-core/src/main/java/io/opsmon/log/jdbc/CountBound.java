package io.opsmon.log.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.Seal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares a bound on the number of entries among chains. Only entries under a seal count, and seals tell their age:
 * neither rows that no chain holds nor times that were changed in the database move the bound. Not thread-safe.
 */
final class CountBound {

    private final List<Piece> pieces = new ArrayList<>();
    private long total;

    /** The entries between two seals. */
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

    /** Of each chain that has too much the number of the last entry that is past the bound. */
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
