package io.opsmon.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What came of verifying a log.
 *
 * @param log which log
 * @param startedAt when
 * @param duration how long it took
 * @param chains one report for each chain
 * @param outside what was found outside of the chains
 * @param acknowledged findings of the chains and outside that an operator has acknowledged; the others do not contain
 *     them
 * @since 0.1
 */
public record VerificationReport(
        String log,
        Instant startedAt,
        Duration duration,
        List<ChainReport> chains,
        List<Finding> outside,
        List<Finding> acknowledged) {

    /**
     * Copies the lists.
     *
     * @param log see {@link #log()}
     * @param startedAt see {@link #startedAt()}
     * @param duration see {@link #duration()}
     * @param chains see {@link #chains()}
     * @param outside see {@link #outside()}
     * @param acknowledged see {@link #acknowledged()}
     */
    public VerificationReport {
        chains = List.copyOf(chains);
        outside = List.copyOf(outside);
        acknowledged = List.copyOf(acknowledged);
    }

    /**
     * The same report with some findings counted as acknowledged.
     *
     * @param known whether an operator has acknowledged a finding
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
     * The same report with findings outside of the chains.
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
