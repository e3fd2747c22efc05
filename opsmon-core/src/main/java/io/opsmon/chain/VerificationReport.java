package io.opsmon.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of verifying a log.
 *
 * @param log which log
 * @param startedAt when
 * @param duration how long it took
 * @param chains one report for each chain
 * @param outside what was found outside of the chains
 * @since 0.1
 */
public record VerificationReport(
        String log, Instant startedAt, Duration duration, List<ChainReport> chains, List<Finding> outside) {

    /**
     * Whether nothing was found.
     *
     * @return true if every entry is as it was written
     */
    public boolean isIntact() {
        return outside.isEmpty() && chains.stream().allMatch(ChainReport::isIntact);
    }

    /**
     * All findings.
     *
     * @return those of the chains, then those outside
     */
    public List<Finding> findings() {
        return Stream.concat(chains.stream().flatMap(chain -> chain.findings().stream()), outside.stream())
                .toList();
    }

    /**
     * How many entries were found as they were written.
     *
     * @return the sum over the chains
     */
    public long verified() {
        return chains.stream().mapToLong(ChainReport::verified).sum();
    }
}
