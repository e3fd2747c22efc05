package io.opsmon.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Result of the verification of a log.
 *
 * @param log the name of the log
 * @param startedAt the start of the verification
 * @param duration the duration of the verification
 * @param chains the report of each chain
 * @param outside findings about entries outside of the chains
 * @param acknowledged findings that an operator has acknowledged; the other components do not contain them
 * @since 0.1
 */
public record VerificationReport(
        String log,
        Instant startedAt,
        Duration duration,
        List<ChainReport> chains,
        List<Finding> outside,
        List<Finding> acknowledged) {

    /** Copies the lists. */
    public VerificationReport {
        chains = List.copyOf(chains);
        outside = List.copyOf(outside);
        acknowledged = List.copyOf(acknowledged);
    }

    /**
     * Returns a copy of the report in which some findings count as acknowledged.
     *
     * @param known tests whether an operator has acknowledged a finding
     * @return a copy
     */
    public VerificationReport without(Predicate<Finding> known) {
        return new VerificationReport(
                log,
                startedAt,
                duration,
                chains.stream().map(chain -> chain.without(known)).toList(),
                outside.stream().filter(known.negate()).toList(),
                findings().stream().filter(known).toList());
    }

    /**
     * Returns a copy of the report with additional findings outside of the chains.
     *
     * @param open the findings that no operator has acknowledged
     * @param known the findings that an operator has acknowledged
     * @return a copy
     */
    public VerificationReport with(List<Finding> open, List<Finding> known) {
        return new VerificationReport(
                log,
                startedAt,
                duration,
                chains,
                Stream.concat(outside.stream(), open.stream()).toList(),
                Stream.concat(acknowledged.stream(), known.stream()).toList());
    }

    /**
     * Returns whether verification had no open findings.
     *
     * @return true if every entry is unchanged
     */
    public boolean isIntact() {
        return outside.isEmpty() && chains.stream().allMatch(ChainReport::isIntact);
    }

    /**
     * Returns all open findings.
     *
     * @return the findings of the chains, then the findings outside of them
     */
    public List<Finding> findings() {
        return Stream.concat(chains.stream().flatMap(chain -> chain.findings().stream()), outside.stream())
                .toList();
    }

    /**
     * Returns the number of unchanged entries.
     *
     * @return the sum over the chains
     */
    public long verified() {
        return chains.stream().mapToLong(ChainReport::verified).sum();
    }
}
