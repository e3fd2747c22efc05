package io.opsmon.log.internal.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.jdbc.JdbcForwardingSource;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.recording.RecordedEntry;
import io.opsmon.testsupport.RootLocale;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * Forwarding of a log to targets that work, fail, hang, or are temporarily unavailable.
 *
 * @param <E> the kind of entry
 */
abstract class ForwardingContract<E extends RecordedEntry> {

    private static final Forwarding.Settings QUICK =
            new Forwarding.Settings(50, Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(500));

    final ForwardedLog<E> log;
    final HikariDataSource database = database();

    private final Maintenance maintenance = new Maintenance(database);
    private final List<Forwarding<E>> started = new ArrayList<>();

    ForwardingContract(ForwardedLog<E> log) {
        this.log = log;
    }

    HikariDataSource database() {
        return TestDatabases.h2();
    }

    /** Returns a new entry of the resource with {@link #key} and the time 2026-03-01. */
    abstract E entry();

    /** Returns the key of {@link #entry} in Kafka. */
    abstract String key();

    /** Stores entries in the chain of node-1, or in the only chain. */
    abstract void store(List<E> entries);

    @BeforeEach
    void open() {
        new SchemaMigrator(database, List.of("chain", log.definition().name())).run(SchemaMode.MIGRATE);
    }

    JdbcLogChain<E> chain(String node) {
        return new JdbcLogChain<>(
                log.definition(), database, node, new Sealer(List.of()), List.of(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        started.forEach(Forwarding::close);
        maintenance.close();
        database.close();
    }

    Forwarding<E> start(LogExporter<E> exporter) {
        Forwarding<E> forwarding = new Forwarding<>(
                log, exporter, new JdbcForwardingSource<>(log.definition(), database), maintenance, QUICK);
        started.add(forwarding);
        forwarding.start();
        return forwarding;
    }

    void save(int count) {
        store(Stream.generate(this::entry).limit(count).toList());
    }

    /** Collects the sequence numbers of the received entries. */
    class Collecting implements LogExporter<E> {
        final List<Long> sequences = new CopyOnWriteArrayList<>();
        final AtomicInteger failuresToCome = new AtomicInteger();
        volatile CountDownLatch hanging = new CountDownLatch(0);

        @Override
        public String name() {
            return "collecting";
        }

        @Override
        public void export(List<E> batch) throws Exception {
            hanging.await();
            if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("the target is away");
            }
            batch.forEach(entry -> sequences.add(log.sequence(entry)));
        }
    }

    static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void forwardsEverythingInOrder() {
        save(120);
        Collecting target = new Collecting();
        Forwarding<E> forwarding = start(target);
        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(120)));

        save(10);

        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(130)));
        assertThat(forwarding.sent()).isEqualTo(130);
        assertThat(forwarding.lag()).isZero();
    }

    @Test
    void triesAgainUntilTheTargetIsBack() {
        Collecting target = new Collecting();
        target.failuresToCome.set(3);
        save(60);
        Forwarding<E> forwarding = start(target);

        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(60)));
        assertThat(forwarding.failures()).isEqualTo(3);
        await().untilAsserted(() -> assertThat(forwarding.lastFailure()).isNull());
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        Collecting first = new Collecting();
        save(60);
        Forwarding<E> forwarding = start(first);
        await().untilAsserted(() -> assertThat(first.sequences).hasSize(60));
        forwarding.close();
        save(5);

        Collecting second = new Collecting();
        start(second);

        await().untilAsserted(() -> assertThat(second.sequences).containsExactly(61L, 62L, 63L, 64L, 65L));
    }

    @Test
    void aHangingTargetHoldsNothingElseBack() {
        Collecting hanging = new Collecting();
        hanging.hanging = new CountDownLatch(1);
        Collecting healthy = new Collecting() {
            @Override
            public String name() {
                return "healthy";
            }
        };
        Forwarding<E> forwarding = start(hanging);
        start(healthy);
        save(60);

        await().untilAsserted(() -> assertThat(healthy.sequences).isEqualTo(upTo(60)));
        await().untilAsserted(() -> assertThat(forwarding.failures()).isPositive());
        assertThat(forwarding.lastFailure()).contains("did not accept a batch within PT0.5S");
        assertThat(hanging.sequences).isEmpty();
        assertThat(forwarding.lag()).isEqualTo(60);

        hanging.hanging.countDown();

        await().untilAsserted(() -> assertThat(hanging.sequences).isEqualTo(upTo(60)));
    }

    @Test
    void saysWhatRetentionTookFirst() throws IOException {
        Collecting target = new Collecting();
        Forwarding<E> stopped = start(target);
        save(5);
        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(5)));
        stopped.close();
        save(20);
        chain("node-1").keep();
        new JdbcLogRetention<>(log.definition(), database, new Sealer(List.of()), null, 100, Clock.systemUTC())
                .removeBefore(Instant.parse("2026-06-01T00:00:00Z"));
        save(1);

        Forwarding<E> forwarding = start(target);

        await().untilAsserted(() -> assertThat(target.sequences).containsExactly(1L, 2L, 3L, 4L, 5L, 26L));
        assertThat(forwarding.skipped()).isEqualTo(20);
    }

    @Test
    void twoNodesDoNotSendTwice() {
        save(200);
        Collecting target = new Collecting();
        start(target);
        start(target);

        await().untilAsserted(() -> assertThat(target.sequences).hasSizeGreaterThanOrEqualTo(200));
        assertThat(target.sequences).isEqualTo(upTo(200));
    }

    @Test
    void postsSignedLinesToAWebhook() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        List<String> logs = new CopyOnWriteArrayList<>();
        List<String> signatures = new CopyOnWriteArrayList<>();
        AtomicInteger status = new AtomicInteger(503);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (status.get() == 200) {
                bodies.add(new String(body, StandardCharsets.UTF_8));
                logs.add(exchange.getRequestHeaders().getFirst("Opsmon-Log"));
                String header = exchange.getRequestHeaders().getFirst("Opsmon-Signature");
                long seconds = Long.parseLong(header.substring(2, header.indexOf(',')));
                signatures.add(
                        header.substring(header.indexOf("v1=") + 3)
                                        .equals(WebhookExporter.signature("secret", seconds, body))
                                ? "right"
                                : header);
            }
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/hook");
        save(3);
        Forwarding<E> forwarding =
                start(new WebhookExporter<>(log.definition(), url, "secret", true, Clock.systemUTC()));
        await().untilAsserted(() -> assertThat(forwarding.failures()).isPositive());
        assertThat(bodies).isEmpty();

        status.set(200);

        await().untilAsserted(() -> assertThat(bodies).hasSize(1));
        server.stop(0);
        assertThat(signatures).containsExactly("right");
        assertThat(logs).containsExactly(log.definition().name());
        assertThat(bodies.get(0).lines().map(this::decoded).map(log::sequence)).containsExactly(1L, 2L, 3L);
    }

    E decoded(String line) {
        return log.definition().codec().decode(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWebhookDoesNotLeadIntoTheOwnNetwork() {
        for (String host : List.of(
                "localhost",
                "127.0.0.1",
                "[::1]",
                "10.0.0.1",
                "169.254.169.254",
                "192.168.1.1",
                "[fd00::1]",
                "100.64.0.1",
                "0.0.0.0")) {
            WebhookExporter<E> exporter = webhook("https://" + host + "/hook");
            assertThatThrownBy(() -> exporter.export(List.of(entry())))
                    .as(host)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not a public address");
        }
        for (String url :
                List.of("http://example.org/", "file:///etc/passwd", "https://user:pw@example.org/", "nonsense")) {
            assertThatThrownBy(() -> webhook(url)).as(url).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private WebhookExporter<E> webhook(String url) {
        return new WebhookExporter<>(log.definition(), URI.create(url), null, false, Clock.systemUTC());
    }

    private KafkaExporter<E> kafka(String servers) {
        return new KafkaExporter<>(
                log,
                "audit",
                Map.of(
                        "bootstrap.servers", servers,
                        "max.block.ms", 2_000,
                        "request.timeout.ms", 1_500,
                        "delivery.timeout.ms", 2_000));
    }

    @Test
    void sendsToKafkaKeyedAndInOrderAndOutlivesTheBroker() throws Exception {
        // The broker names its files with the digits of the default locale, each time it creates a file.
        RootLocale.call(() -> {
            sendToKafkaAndOutliveTheBroker();
            return true;
        });
    }

    private void sendToKafkaAndOutliveTheBroker() throws Exception {
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "audit");
        broker.afterPropertiesSet();
        save(120);
        Forwarding<E> forwarding = start(kafka(broker.getBrokersAsString()));
        await().untilAsserted(() -> assertThat(forwarding.sent()).isEqualTo(120));
        List<ConsumerRecord<String, byte[]>> records = consume(broker.getBrokersAsString(), 120);
        assertThat(records).extracting(ConsumerRecord::key).containsOnly(key());
        assertThat(records)
                .extracting(each -> header(each, "opsmon-log"))
                .containsOnly(log.definition().name());
        assertThat(records)
                .allSatisfy(each -> assertThat(header(each, "opsmon-id"))
                        .isEqualTo(log.definition()
                                .idText(decoded(new String(each.value(), StandardCharsets.UTF_8))
                                        .id())));
        // At least once: a batch with a late answer is sent again, and the order of first arrivals is the order of the
        // chain.
        assertThat(records.stream().map(ForwardingContract::sequence).distinct())
                .isEqualTo(upTo(120));
        Object server = java.util.Objects.requireNonNull(broker.getCluster())
                .brokers()
                .values()
                .iterator()
                .next();
        server.getClass().getMethod("shutdown").invoke(server);

        long failuresBefore = forwarding.failures();
        save(5);
        await().untilAsserted(() -> assertThat(forwarding.failures()).isGreaterThan(failuresBefore));
        server.getClass().getMethod("startup").invoke(server);

        await().untilAsserted(() -> assertThat(forwarding.sent()).isEqualTo(125));
        assertThat(consume(broker.getBrokersAsString(), 125).stream()
                        .map(ForwardingContract::sequence)
                        .distinct())
                .isEqualTo(upTo(125));
        broker.destroy();
    }

    private static long sequence(ConsumerRecord<String, byte[]> message) {
        return Long.parseLong(header(message, "opsmon-sequence"));
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Reads until the given number of different entries has arrived. */
    private static List<ConsumerRecord<String, byte[]>> consume(String servers, int count) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                "test",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class))) {
            consumer.assign(List.of(new TopicPartition("audit", 0)));
            consumer.seekToBeginning(consumer.assignment());
            await().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.stream()
                                .map(ForwardingContract::sequence)
                                .distinct()
                                .count()
                        >= count;
            });
        }
        return records;
    }

    @Test
    void writesLinesToTheLoggingSystemThatAreReadAgain() {
        Logger audit = (Logger) LoggerFactory.getLogger(log.logger());
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        Level before = audit.getLevel();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
        try {
            start(new LoggingExporter<>(log, DocumentFormat.JSON));
            save(3);

            await().untilAsserted(() -> assertThat(lines.list).hasSize(3));
        } finally {
            audit.detachAppender(lines);
            audit.setLevel(before);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("\n"))
                .extracting(line -> log.sequence(decoded(line)))
                .containsExactly(1L, 2L, 3L);
    }
}
