package io.opsmon.benchmarks;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.change.Comparison;
import io.opsmon.operationlog.internal.change.Differences;
import io.opsmon.operationlog.internal.change.Snapshots;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javers.core.Javers;
import org.javers.core.JaversBuilder;
import org.javers.core.diff.Diff;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares the detection of ten changes in a bean of fifty properties: two snapshots and their comparison by opsmon,
 * {@code compare} by JaVers.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@State(Scope.Benchmark)
public class DiffCost {

    private final FiftyFields before = new FiftyFields();
    private final FiftyFields after = before.changed();
    private final Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));
    private final Comparison comparison = new Comparison(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));
    private final Javers javers = JaversBuilder.javers().build();

    /** Compares with opsmon. */
    @Benchmark
    public List<Change> opsmon() {
        List<Change> changes = comparison
                .between(snapshots.take(before), snapshots.take(after))
                .changes();
        if (changes.size() != 10) {
            throw new IllegalStateException(changes.toString());
        }
        return changes;
    }

    /** Compares with opsmon on the thread of the call, which leaves the texts to the recorder's thread. */
    @Benchmark
    public Differences opsmonWithoutTexts() {
        Differences differences = comparison.between(snapshots.take(before), snapshots.take(after));
        if (differences.isEmpty()) {
            throw new IllegalStateException("no difference");
        }
        return differences;
    }

    /** Compares with JaVers. */
    @Benchmark
    public Diff javers() {
        Diff diff = javers.compare(before, after);
        if (diff.getChanges().size() != 10) {
            throw new IllegalStateException(diff.toString());
        }
        return diff;
    }
}
