package io.opsmon.boot.log.forwarding;

import io.opsmon.boot.health.Problems;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.log.internal.forwarding.DocumentFormat;
import io.opsmon.log.internal.forwarding.ForwardedLog;
import io.opsmon.log.internal.forwarding.KafkaExporter;
import io.opsmon.log.internal.forwarding.LogExporter;
import io.opsmon.log.internal.forwarding.LoggingExporter;
import io.opsmon.log.internal.forwarding.WebhookExporter;
import io.opsmon.recording.RecordedEntry;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Creates the exporters of a log from its properties. A target that is configured wrongly is reported, and keeps its
 * position.
 *
 * @param log the log
 * @param prefix the prefix of the properties
 * @param properties the properties
 * @param clock the clock for signatures
 * @param problems receives problems of the configuration
 * @param <E> the kind of entry
 */
record ConfiguredExporters<E extends RecordedEntry>(
        ForwardedLog<E> log, String prefix, ForwardingProperties properties, Clock clock, Problems problems) {

    List<LogExporter<E>> create() {
        List<LogExporter<E>> exporters = new ArrayList<>();
        @Nullable URI url = properties.webhook().url();
        if (url != null) {
            exporters.add(orUnusable("the webhook", "webhook", () -> webhook(url)));
        }
        @Nullable DocumentFormat format = properties.logging().format();
        if (format != null) {
            exporters.add(orUnusable("the logging system", "logging-" + text(format), () -> logging(format)));
        }
        @Nullable String topic = properties.kafka().topic();
        if (StringUtils.hasText(topic)) {
            exporters.add(orUnusable("Kafka", "kafka", () -> kafka(topic)));
        }
        return exporters;
    }

    private LogExporter<E> orUnusable(String target, String name, Supplier<LogExporter<E>> creation) {
        return problems.orElse(
                "forwarding of " + log.definition().plural() + " to " + target,
                creation,
                failure -> new UnusableExporter<>(name, failure));
    }

    private LogExporter<E> webhook(URI url) {
        ForwardingProperties.Webhook webhook = properties.webhook();
        return new WebhookExporter<>(log.definition(), url, webhook.secret(), webhook.allowPrivateAddresses(), clock);
    }

    private LogExporter<E> logging(DocumentFormat format) {
        Assert.isTrue(
                log.formats().contains(format),
                () -> prefix + ".logging.format is \"" + text(format) + "\", but the formats of "
                        + log.definition().plural() + " are: "
                        + log.formats().stream().map(ConfiguredExporters::text).collect(Collectors.joining(", ")));
        return new LoggingExporter<>(log, format);
    }

    private static String text(DocumentFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private LogExporter<E> kafka(String topic) {
        String missing = OptionalLibrary.missing("Exports to Kafka", OptionalLibrary.KAFKA);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(missing);
        }
        ForwardingProperties.Kafka kafka = properties.kafka();
        Assert.isTrue(
                !kafka.bootstrapServers().isEmpty(),
                () -> prefix + ".kafka.bootstrap-servers must be set if a topic is set");
        Map<String, Object> configuration = new HashMap<>(kafka.properties());
        configuration.put("bootstrap.servers", String.join(",", kafka.bootstrapServers()));
        return WithClient.exporter(log, topic, configuration);
    }

    /** Loaded only if the Kafka client is present. */
    private static final class WithClient {

        static <E extends RecordedEntry> LogExporter<E> exporter(
                ForwardedLog<E> log, String topic, Map<String, Object> configuration) {
            return new KafkaExporter<>(log, topic, configuration);
        }
    }
}
