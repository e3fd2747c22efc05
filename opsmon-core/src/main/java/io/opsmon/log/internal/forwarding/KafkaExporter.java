package io.opsmon.log.internal.forwarding;

import io.opsmon.recording.RecordedEntry;
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
 * Sends entries to a Kafka topic. The value is the entry as JSON. The key is that of the {@link ForwardedLog}, so that
 * the entries of one resource or row remain in order. Consumers recognize duplicates by the headers {@code opsmon-log},
 * {@code opsmon-id}, {@code opsmon-chain} and {@code opsmon-sequence}.
 *
 * <p>The producer is idempotent and waits for all replicas ({@code acks=all}). The producer is not transactional. A
 * Kafka transaction does not span opsmon's database, which stores the position. A crash between the two would still
 * repeat a batch, and consumers would wait for each commit.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class KafkaExporter<E extends RecordedEntry> implements LogExporter<E> {

    private final ForwardedLog<E> log;
    private final String topic;
    private final Map<String, Object> configuration;
    private @Nullable Producer<String, byte[]> producer;

    /**
     * Creates an exporter, which connects with the first batch.
     *
     * @param log the log
     * @param topic the topic
     * @param configuration the producer's configuration, at least {@code bootstrap.servers}
     */
    public KafkaExporter(ForwardedLog<E> log, String topic, Map<String, Object> configuration) {
        this.log = log;
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
    public synchronized void export(List<E> batch) throws Exception {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(configuration);
            producer = open;
        }
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
            for (E entry : batch) {
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

    private ProducerRecord<String, byte[]> record(E entry) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic,
                null,
                entry.occurredAt().toEpochMilli(),
                log.key().apply(entry),
                log.definition().codec().encode(entry));
        header(record, "opsmon-log", log.definition().name());
        header(record, "opsmon-id", log.definition().idText(entry.id()));
        header(record, "opsmon-chain", log.chain(entry));
        header(record, "opsmon-sequence", Long.toString(log.sequence(entry)));
        return record;
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
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
