package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Forwarding of the changes that triggers record, across outages of the target and restarts of the host. */
class DataChangeForwardingTest {

    private final String database = "jdbc:h2:mem:forwarding" + UUID.randomUUID()
            + ";DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS item (id BIGINT PRIMARY KEY, status VARCHAR(20))";
    private final AtomicInteger status = new AtomicInteger(200);
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer target = openTarget();

    private HttpServer openTarget() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @BeforeEach
    void listen() {
        target.createContext("/changes", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int answer = status.get();
            if (answer == 200) {
                assertThat(exchange.getRequestHeaders().getFirst("Opsmon-Log")).isEqualTo("data-change");
                new String(body, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> JsonMapper.shared().readTree(line))
                        .forEach(received::add);
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void stop() {
        target.stop(0);
    }

    private ConfigurableApplicationContext host() {
        return new SpringApplication(Host.class)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.flyway.enabled=false",
                        "--spring.liquibase.enabled=false",
                        "--spring.datasource.url=" + database,
                        "--management.endpoints.web.exposure.include=operationlogs",
                        "--opsmon.data-changes.tables=item",
                        "--opsmon.data-changes.chain.link-interval=1s",
                        "--opsmon.data-changes.forwarding.poll-interval=20ms",
                        "--opsmon.data-changes.forwarding.retry-delay=50ms",
                        "--opsmon.data-changes.forwarding.webhook.url=http://localhost:"
                                + target.getAddress().getPort() + "/changes",
                        "--opsmon.data-changes.forwarding.webhook.allow-private-addresses=true",
                        "--opsmon.data-changes.forwarding.logging.format=json",
                        "--opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID());
    }

    private static void insert(ConfigurableApplicationContext host, int from, int to) {
        JdbcTemplate sql = host.getBean(JdbcTemplate.class);
        IntStream.rangeClosed(from, to).forEach(id -> sql.update("INSERT INTO item VALUES (?, 'NEW')", id));
    }

    private List<Integer> receivedSequences() {
        return received.stream()
                .map(line -> Integer.parseInt(line.at("/chain/sequence").asString()))
                .toList();
    }

    private List<Integer> receivedKeys() {
        return received.stream()
                .map(line -> Integer.parseInt(line.get("key").asString()))
                .toList();
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private JsonNode state(ConfigurableApplicationContext host) throws Exception {
        int port = Objects.requireNonNull(((WebServerApplicationContext) host).getWebServer())
                .getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/operationlogs"))
                .build();
        JsonNode answer = JsonMapper.shared()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        for (JsonNode each : answer.path("forwarding")) {
            if (each.path("exporter").asString().equals("webhook")) {
                return each;
            }
        }
        throw new AssertionError("No state of the webhook in " + answer);
    }

    @Test
    void forwardsEachChangeOnceInTheOrderOfTheChain() throws Exception {
        try (ConfigurableApplicationContext host = host()) {
            insert(host, 1, 3);
            await().untilAsserted(() -> assertThat(receivedSequences()).isEqualTo(upTo(3)));

            status.set(503);
            insert(host, 4, 6);
            await().untilAsserted(
                            () -> assertThat(state(host).path("lag").asInt()).isEqualTo(3));
            await().untilAsserted(() ->
                    assertThat(state(host).path("lastFailure").asString("")).contains("503"));
            assertThat(receivedSequences()).isEqualTo(upTo(3));

            status.set(200);
            await().untilAsserted(() -> assertThat(receivedSequences()).isEqualTo(upTo(6)));
            await().untilAsserted(() -> {
                JsonNode state = state(host);
                assertThat(state.path("log").asString()).isEqualTo("data-change");
                assertThat(state.path("lag").asInt()).isZero();
                assertThat(state.path("sent").asInt()).isEqualTo(6);
                assertThat(state.has("lastFailure")).isFalse();
            });

            status.set(503);
            insert(host, 7, 9);
            await().untilAsserted(
                            () -> assertThat(state(host).path("lag").asInt()).isEqualTo(3));
        }
        status.set(200);
        try (ConfigurableApplicationContext host = host()) {
            insert(host, 10, 10);
            await().untilAsserted(() -> assertThat(receivedSequences()).isEqualTo(upTo(10)));
            assertThat(receivedKeys()).isEqualTo(upTo(10));
            assertThat(received.get(0).path("newValues").asString()).contains("NEW");
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            host.getBeansOfType(io.micrometer.core.instrument.binder.MeterBinder.class)
                    .values()
                    .forEach(binder -> binder.bindTo(meters));
            await().untilAsserted(() -> assertThat(meters.get("opsmon.forwarding.sent")
                            .tag("log", "data-change")
                            .tag("exporter", "webhook")
                            .functionCounter()
                            .count())
                    .isEqualTo(4));
        }
    }
}
