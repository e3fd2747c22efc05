package io.opsmon.chain;

import java.util.List;

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
     * Whether nothing was found.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return findings.isEmpty();
    }
}
