package io.opsmon.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Result of the verification of one chain.
 *
 * @param chain the name of the chain
 * @param firstSequence the number of the first present entry; 0 if there is none
 * @param lastSequence the number of the last present entry
 * @param verified the number of unchanged entries
 * @param broken the number of changed entries, including entries after a break that cannot be verified
 * @param sealedUpTo the number of the last entry under a valid seal; 0 if there is none
 * @param lastHash the hash of the last present entry; null if it is unknown, because an entry before it is missing
 * @param findings the findings, up to a bound
 * @since 0.1
 */
public record ChainReport(
        String chain,
        long firstSequence,
        long lastSequence,
        long verified,
        long broken,
        long sealedUpTo,
        @Nullable Hash lastHash,
        List<Finding> findings) {

    /**
     * Returns a copy of the report with additional findings.
     *
     * @param more the findings to append
     * @return a copy
     */
    public ChainReport with(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        more.stream().filter(finding -> !all.contains(finding)).forEach(all::add);
        return new ChainReport(
                chain, firstSequence, lastSequence, verified, broken, sealedUpTo, lastHash, List.copyOf(all));
    }

    ChainReport without(Predicate<Finding> left) {
        return new ChainReport(
                chain,
                firstSequence,
                lastSequence,
                verified,
                broken,
                sealedUpTo,
                lastHash,
                findings.stream().filter(left.negate()).toList());
    }

    /**
     * Returns whether verification had no findings.
     *
     * @return true without findings
     */
    public boolean isIntact() {
        return findings.isEmpty();
    }
}
