package io.opsmon.boot.log.forwarding;

import io.opsmon.log.internal.forwarding.DocumentFormat;
import io.opsmon.log.internal.forwarding.Forwarding;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Forwarding of the entries of a log to other systems.
 *
 * @param batchSize Maximum number of entries in one call of an exporter.
 * @param pollInterval Delay of an exporter after it found no new entry.
 * @param retryDelay First delay after a target refused a batch. The delay doubles up to a minute.
 * @param timeout Maximum duration of one batch at a target.
 * @param kafka Forwarding to Kafka.
 * @param webhook Forwarding to a webhook.
 * @param logging Forwarding to the logging system of the application.
 * @since 0.1
 */
public record ForwardingProperties(
        @DefaultValue("500") int batchSize,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("1s") Duration retryDelay,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue Kafka kafka,
        @DefaultValue Webhook webhook,
        @DefaultValue Logging logging) {

    /**
     * Forwarding to a Kafka topic.
     *
     * @param topic Kafka topic. Entries are not sent to Kafka by default.
     * @param bootstrapServers Addresses of some brokers, as host:port.
     * @param properties Further properties of the producer, for example security.protocol.
     */
    public record Kafka(
            @Nullable String topic,
            @DefaultValue List<String> bootstrapServers,
            @DefaultValue Map<String, String> properties) {}

    /**
     * Forwarding to a webhook.
     *
     * @param url URL that receives the entries by POST. Entries are not posted by default.
     * @param secret Secret that signs each call. Calls are not signed by default.
     * @param allowPrivateAddresses Whether the URL may lead to a private address, and use http.
     */
    public record Webhook(
            @Nullable URI url,
            @Nullable String secret,
            @DefaultValue("false") boolean allowPrivateAddresses) {

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Webhook[" + url + "]";
        }
    }

    /**
     * Forwarding to the logging system of the application.
     *
     * @param format Format of the documents to the logging system: "json", and for operation logs also "ecs" or "ocsf".
     *     Entries are not logged by default.
     */
    public record Logging(@Nullable DocumentFormat format) {}

    Forwarding.Settings toSettings() {
        return new Forwarding.Settings(batchSize, pollInterval, retryDelay, timeout);
    }
}
