package io.opsmon.boot.operationlog;

import io.opsmon.operationlog.forwarding.Forwarding;
import io.opsmon.operationlog.forwarding.LoggingExporter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Forwarding of operation logs to other systems.
 *
 * @param batchSize entries handed to an exporter at most at once.
 * @param pollInterval how long an exporter waits when there is nothing new.
 * @param retryDelay first pause after a target did not take a batch; doubles up to a minute.
 * @param timeout how long a target may take for a batch.
 * @param kafka a Kafka topic.
 * @param webhook a URL.
 * @param logging the logger "io.opsmon.audit".
 * @since 0.1
 */
@ConfigurationProperties("opsmon.operation-log.forwarding")
public record ForwardingProperties(
        @DefaultValue("500") int batchSize,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("1s") Duration retryDelay,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue Kafka kafka,
        @DefaultValue Webhook webhook,
        @DefaultValue Logging logging) {

    /**
     * A Kafka topic.
     *
     * @param topic the topic. Nothing is sent to Kafka if not set.
     * @param bootstrapServers host:port of some brokers.
     * @param properties further properties of the producer, "security.protocol" for example.
     */
    public record Kafka(
            @Nullable String topic,
            @DefaultValue List<String> bootstrapServers,
            @DefaultValue Map<String, String> properties) {}

    /**
     * A URL.
     *
     * @param url where entries are posted to. Nothing is posted if not set.
     * @param secret signs each call. Not signed if not set.
     * @param allowPrivateAddresses whether the URL may lead into the own network, and be http.
     */
    public record Webhook(
            @Nullable URI url,
            @Nullable String secret,
            @DefaultValue("false") boolean allowPrivateAddresses) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Webhook[" + url + "]";
        }
    }

    /**
     * The logger "io.opsmon.audit".
     *
     * @param format what the documents look like: ecs or ocsf. Nothing is logged if not set.
     */
    public record Logging(LoggingExporter.@Nullable Format format) {}

    Forwarding.Settings toSettings() {
        return new Forwarding.Settings(batchSize, pollInterval, retryDelay, timeout);
    }
}
