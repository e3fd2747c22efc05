package io.opsmon.boot.log.recorder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecorderStatistics;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers the {@code opsmon.recording.*} and {@code opsmon.integrity.*} meters of one recorder, with the log's name
 * as the tag {@code log}.
 *
 * @since 0.1
 */
public final class RecorderMeters implements MeterBinder {

    private final LogRecorder recorder;
    private final @Nullable FindingLog findings;

    /**
     * Creates the meters.
     *
     * @param recorder the recorder to measure
     * @param chain the chain whose integrity findings are counted; null for a log without chain
     */
    public RecorderMeters(LogRecorder recorder, @Nullable JdbcLogChain<?> chain) {
        this.recorder = recorder;
        this.findings = chain == null ? null : chain.findings();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "recorded", "Entries passed to the recorder", RecorderStatistics::recorded);
        counter(registry, "stored", "Entries stored", RecorderStatistics::stored);
        counter(
                registry,
                "spilled",
                "Entries buffered on disk because the queue was full or the database unavailable",
                RecorderStatistics::spilled);
        counter(registry, "replayed", "Entries stored from disk", RecorderStatistics::replayed);
        counter(registry, "dropped", "Entries dropped", RecorderStatistics::dropped);
        counter(registry, "dead.lettered", "Entries that the database refused", RecorderStatistics::deadLettered);
        counter(
                registry,
                "store.failures",
                "Attempts that found the database unavailable",
                RecorderStatistics::storeFailures);
        counter(
                registry,
                "journal.failures",
                "Entries that could not be written to disk",
                RecorderStatistics::journalFailures);
        FunctionTimer.builder(
                        "opsmon.recording.flush",
                        recorder,
                        source -> source.statistics().flushes(),
                        source -> source.statistics().flushTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Stored batches and duration of their storage")
                .tag("log", recorder.name())
                .register(registry);
        TimeGauge.builder(
                        "opsmon.recording.lag",
                        recorder,
                        TimeUnit.MILLISECONDS,
                        source -> source.statistics().lag().toMillis())
                .description("Age of the oldest entry of the last batch when it was stored")
                .tag("log", recorder.name())
                .register(registry);
        if (findings != null) {
            Gauge.builder("opsmon.integrity.findings", findings, FindingLog::openInMemory)
                    .description("Integrity findings that no operator has acknowledged")
                    .tag("log", recorder.name())
                    .register(registry);
        }
        gauge(registry, "queue.depth", "entries", RecorderStatistics::queueDepth);
        gauge(registry, "journal.size", "bytes", RecorderStatistics::journalBytes);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToDoubleFunction<RecorderStatistics> value) {
        FunctionCounter.builder(
                        "opsmon.recording." + name, recorder, source -> value.applyAsDouble(source.statistics()))
                .description(description)
                .baseUnit("entries")
                .tag("log", recorder.name())
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String unit, ToDoubleFunction<RecorderStatistics> value) {
        Gauge.builder("opsmon.recording." + name, recorder, source -> value.applyAsDouble(source.statistics()))
                .baseUnit(unit)
                .tag("log", recorder.name())
                .register(registry);
    }
}
