package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import io.opsmon.operationlog.internal.forwarding.KafkaExporter;
import io.opsmon.operationlog.internal.forwarding.LoggingExporter;
import io.opsmon.operationlog.internal.forwarding.WebhookExporter;
import io.opsmon.operationlog.internal.jdbc.JdbcForwardingSource;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;

/**
 * Auto-configuration that forwards operation logs to the configured targets and to the host's
 * {@link OperationLogExporter} beans. Requires the chain, because exporters follow the chain.
 */
@AutoConfiguration(after = {OperationLogKeepingAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(name = "opsmonOperationLogChain")
@EnableConfigurationProperties(ForwardingProperties.class)
public final class OperationLogForwardingAutoConfiguration {

    OperationLogForwardingAutoConfiguration() {}

    @Bean
    @ConditionalOnProperty("opsmon.operation-log.forwarding.webhook.url")
    OperationLogExporter opsmonWebhookExporter(
            ForwardingProperties properties, ObjectProvider<Clock> clock, Problems problems) {
        ForwardingProperties.Webhook webhook = properties.webhook();
        return problems.orElse(
                "forwarding to the webhook",
                () -> new WebhookExporter(
                        Objects.requireNonNull(webhook.url()),
                        webhook.secret(),
                        webhook.allowPrivateAddresses(),
                        clock.getIfUnique(Clock::systemUTC)),
                failure -> new UnusableExporter("webhook", failure));
    }

    @Bean
    @ConditionalOnProperty("opsmon.operation-log.forwarding.logging.format")
    OperationLogExporter opsmonLoggingExporter(ForwardingProperties properties) {
        return new LoggingExporter(Objects.requireNonNull(properties.logging().format()));
    }

    @Bean
    @ConditionalOnBean(OperationLogExporter.class)
    Forwardings opsmonForwardings(
            OpsmonDatabase database,
            ObjectProvider<OperationLogExporter> exporters,
            ObjectProvider<Maintenance> maintenance,
            ForwardingProperties properties,
            Problems problems) {
        List<OperationLogExporter> all = exporters.orderedStream().toList();
        return new Forwardings(
                all,
                new JdbcForwardingSource(database.dataSource()),
                maintenance.getObject(),
                properties.toSettings(),
                problems);
    }

    /** Forwards to Kafka; without the Kafka client, the missing library is reported. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("opsmon.operation-log.forwarding.kafka.topic")
    static class KafkaConfiguration {

        @Bean
        OperationLogExporter opsmonKafkaExporter(ForwardingProperties properties, Problems problems) {
            return problems.orElse(
                    "forwarding to Kafka",
                    () -> exporter(properties),
                    failure -> new UnusableExporter("kafka", failure));
        }

        private static OperationLogExporter exporter(ForwardingProperties properties) {
            String missing = OptionalLibrary.missing("Exports to Kafka", OptionalLibrary.KAFKA);
            if (!missing.isEmpty()) {
                throw new IllegalStateException(missing);
            }
            ForwardingProperties.Kafka kafka = properties.kafka();
            Assert.isTrue(
                    !kafka.bootstrapServers().isEmpty(),
                    "opsmon.operation-log.forwarding.kafka.bootstrap-servers must be set if a topic is set");
            Map<String, Object> configuration = new HashMap<>(kafka.properties());
            configuration.put("bootstrap.servers", String.join(",", kafka.bootstrapServers()));
            return WithClient.exporter(Objects.requireNonNull(kafka.topic()), configuration);
        }

        /** Loaded only if the Kafka client is present. */
        private static final class WithClient {

            static OperationLogExporter exporter(String topic, Map<String, Object> configuration) {
                return new KafkaExporter(topic, configuration);
            }
        }
    }
}
