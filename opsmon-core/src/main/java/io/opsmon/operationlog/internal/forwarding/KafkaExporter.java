package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.forwarding.ChainPosition;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import io.opsmon.recording.EntryCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends entries to a Kafka topic. The value is the entry as JSON. The key is the resource ({@code order/4711}),
 * otherwise the module, so that the entries of one resource remain in order. Consumers recognize duplicates by the
 * headers {@code opsmon-id}, {@code opsmon-chain} and {@code opsmon-sequence}.
 *
 * <p>The producer is idempotent and waits for all replicas ({@code acks=all}). The producer is not transactional. A
 * Kafka transaction does not span opsmon's database, which stores the position. A crash between the two would still
 * repeat a batch, and consumers would wait for each commit.
 *
 * @since 0.1
 */
public final class KafkaExporter implements OperationLogExporter {

    private final String topic;
    private final Map<String, Object> configuration;
    private final EntryCodec<OperationLogEntry> codec = OperationLogDefinition.OPERATION_LOG.codec();
    private @Nullable Producer<String, byte[]> producer;

    /**
     * Creates an exporter, which connects with the first batch.
     *
     * @param topic the topic
     * @param configuration the producer's configuration, at least {@code bootstrap.servers}
     */
    public KafkaExporter(String topic, Map<String, Object> configuration) {
        this.topic = topic;
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                Duration.ofSeconds(20).toMillis());
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                Duration.ofSeconds(10).toMillis());
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) Duration.ofSeconds(10).toMillis());
        all.putAll(configuration);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        this.configuration = Map.copyOf(all);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public synchronized void export(List<OperationLogEntry> batch) throws Exception {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(configuration);
            producer = open;
        }
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
            for (OperationLogEntry entry : batch) {
                sent.add(open.send(record(entry)));
            }
            open.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException | RuntimeException failure) {
            // A producer may have stored later records after a failed record. A new producer begins in order.
            close();
            throw failure instanceof ExecutionException && failure.getCause() instanceof Exception cause
                    ? cause
                    : failure;
        }
    }

    private ProducerRecord<String, byte[]> record(OperationLogEntry entry) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, null, entry.occurredAt().toEpochMilli(), key(entry), codec.encode(entry));
        header(record, "opsmon-id", entry.id().toString());
        header(
                record,
                "opsmon-chain",
                entry.chain() == null ? "" : entry.chain().chain());
        header(record, "opsmon-sequence", Long.toString(ChainPosition.of(entry)));
        return record;
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(OperationLogEntry entry) {
        @Nullable Resource resource = entry.resource();
        return resource == null || resource.id() == null ? entry.module() : resource.type() + "/" + resource.id();
    }

    @Override
    public synchronized void close() {
        @Nullable Producer<String, byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
