package io.opsmon.boot.operationlog;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.forwarding.Forwarding;
import io.opsmon.recording.RecorderStatistics;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** {@code opsmon.recording.*} meters with the tag {@code log=operation-log}. */
@AutoConfiguration(after = {OperationLogAutoConfiguration.class, OperationLogForwardingAutoConfiguration.class})
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(OperationLogRecorder.class)
public final class OperationLogMetricsAutoConfiguration {

    OperationLogMetricsAutoConfiguration() {}

    @Bean
    MeterBinder opsmonOperationLogMeters(OperationLogRecorder recorder) {
        return registry -> {
            counter(registry, recorder, "recorded", "Entries handed in", RecorderStatistics::recorded);
            counter(registry, recorder, "stored", "Entries stored", RecorderStatistics::stored);
            counter(
                    registry,
                    recorder,
                    "spilled",
                    "Entries kept on disk for lack of room or database",
                    RecorderStatistics::spilled);
            counter(registry, recorder, "replayed", "Entries stored from disk", RecorderStatistics::replayed);
            counter(registry, recorder, "dropped", "Entries lost", RecorderStatistics::dropped);
            counter(
                    registry,
                    recorder,
                    "dead.lettered",
                    "Entries that the database refused",
                    RecorderStatistics::deadLettered);
            counter(
                    registry,
                    recorder,
                    "store.failures",
                    "Attempts that found the database away",
                    RecorderStatistics::storeFailures);
            counter(
                    registry,
                    recorder,
                    "journal.failures",
                    "Entries that the disk did not take",
                    RecorderStatistics::journalFailures);
            FunctionTimer.builder(
                            "opsmon.recording.flush",
                            recorder,
                            source -> source.statistics().flushes(),
                            source -> source.statistics().flushTime().toNanos(),
                            TimeUnit.NANOSECONDS)
                    .description("Batches stored and how long the store took")
                    .tag("log", "operation-log")
                    .register(registry);
            TimeGauge.builder(
                            "opsmon.recording.lag",
                            recorder,
                            TimeUnit.MILLISECONDS,
                            source -> source.statistics().lag().toMillis())
                    .description("Age of the oldest entry of the last batch when it was stored")
                    .tag("log", "operation-log")
                    .register(registry);
            gauge(registry, recorder, "queue.depth", "entries", RecorderStatistics::queueDepth);
            gauge(registry, recorder, "journal.size", "bytes", RecorderStatistics::journalBytes);
        };
    }

    /** {@code opsmon.forwarding.*} meters with the exporter's name as tag. */
    @Bean
    @ConditionalOnBean(Forwardings.class)
    MeterBinder opsmonForwardingMeters(Forwardings forwardings) {
        return registry -> forwardings.all().forEach(forwarding -> {
            FunctionCounter.builder("opsmon.forwarding.sent", forwarding, Forwarding::sent)
                    .description("Entries sent")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            FunctionCounter.builder("opsmon.forwarding.failures", forwarding, Forwarding::failures)
                    .description("Batches that the target did not take")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            FunctionCounter.builder("opsmon.forwarding.skipped", forwarding, Forwarding::skipped)
                    .description("Entries that retention removed before they were sent")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            Gauge.builder("opsmon.forwarding.lag", forwarding, Forwarding::lag)
                    .description("Entries not sent yet; -1 if the database does not tell")
                    .tag("exporter", forwarding.name())
                    .register(registry);
        });
    }

    private static void counter(
            MeterRegistry registry,
            OperationLogRecorder recorder,
            String name,
            String description,
            ToDoubleFunction<RecorderStatistics> value) {
        FunctionCounter.builder(
                        "opsmon.recording." + name, recorder, source -> value.applyAsDouble(source.statistics()))
                .description(description)
                .baseUnit("entries")
                .tag("log", "operation-log")
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            OperationLogRecorder recorder,
            String name,
            String unit,
            ToDoubleFunction<RecorderStatistics> value) {
        Gauge.builder("opsmon.recording." + name, recorder, source -> value.applyAsDouble(source.statistics()))
                .baseUnit(unit)
                .tag("log", "operation-log")
                .register(registry);
    }
}
