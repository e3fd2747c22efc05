package io.opsmon.boot.log.forwarding;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.log.internal.forwarding.Forwarding;

/**
 * The {@code opsmon.forwarding.*} meters of a log, with the names of log and exporter as tags.
 *
 * @param forwardings the forwarding of the log
 * @since 0.1
 */
public record ForwardingMeters(Forwardings<?> forwardings) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        forwardings.all().forEach(forwarding -> bind(forwarding, registry));
    }

    private static void bind(Forwarding<?> forwarding, MeterRegistry registry) {
        Tags tags = Tags.of("log", forwarding.logName(), "exporter", forwarding.name());
        FunctionCounter.builder("opsmon.forwarding.sent", forwarding, Forwarding::sent)
                .description("Entries sent")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("opsmon.forwarding.failures", forwarding, Forwarding::failures)
                .description("Batches that the target did not accept")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("opsmon.forwarding.skipped", forwarding, Forwarding::skipped)
                .description("Entries that retention removed before they were sent")
                .tags(tags)
                .register(registry);
        Gauge.builder("opsmon.forwarding.lag", forwarding, Forwarding::lag)
                .description("Entries not sent yet; -1 if the number is unknown")
                .tags(tags)
                .register(registry);
    }
}
