package io.opsmon.recording;

import java.util.concurrent.atomic.LongAdder;

/** Counters of {@link RecorderStatistics}. They are striped, because every thread updates them. */
final class RecorderCounters {

    final LongAdder recorded = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder journaled = new LongAdder();
    final LongAdder spilled = new LongAdder();
    final LongAdder replayed = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final LongAdder storeFailures = new LongAdder();
    final LongAdder journalFailures = new LongAdder();
    final LongAdder flushes = new LongAdder();
    final LongAdder flushNanos = new LongAdder();
    volatile long lagMillis;
}
