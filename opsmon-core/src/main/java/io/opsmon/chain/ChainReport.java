package io.opsmon.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What came of verifying one chain.
 *
 * @param chain its name
 * @param firstSequence the number of the first entry that is there; 0 if there is none
 * @param lastSequence the number of the last
 * @param verified how many entries were found as they were written
 * @param broken how many were not, those after a break that cannot be judged included
 * @param sealedUpTo the number of the last entry under a valid seal; 0 if there is none
 * @param findings the first finding of each kind of trouble, and further ones up to a bound
 * @since 0.1
 */
public record ChainReport(
        String chain,
        long firstSequence,
        long lastSequence,
        long verified,
        long broken,
        long sealedUpTo,
        List<Finding> findings) {

    /**
     * The same report with more findings.
     *
     * @param more further findings, behind those it has
     * @return a copy
     */
    public ChainReport with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        more.stream().filter(finding -> !all.contains(finding)).forEach(all::add);
        return new ChainReport(chain, firstSequence, lastSequence, verified, broken, sealedUpTo, List.copyOf(all));
    }

    ChainReport without(Predicate<Finding> left) {
        return new ChainReport(
                chain,
                firstSequence,
                lastSequence,
                verified,
                broken,
                sealedUpTo,
                findings.stream().filter(left.negate()).toList());
    }

    /**
     * Whether nothing was found.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return findings.isEmpty();
    }
}
