package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Tests that a client that disconnects during a download causes no error in the log. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:cancelled;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.poll-interval=200ms",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(CancelledExportTest.Requests.class)
class CancelledExportTest {

    private static final String API = "/opsmon/api/v1";
    private static final AtomicInteger SERVED = new AtomicInteger();

    /** Counts the downloads that the whole application has completed; the client may receive an answer earlier. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Requests {
        @Bean
        FilterRegistrationBean<Filter> served() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                try {
                    chain.doFilter(request, response);
                } finally {
                    if (request instanceof HttpServletRequest http
                            && http.getRequestURI().matches(".*/(export|content)")) {
                        SERVED.incrementAndGet();
                    }
                }
            });
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }

    /** Keeps the log events. */
    private static final class Kept extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }

    private final Kept kept = new Kept();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationRecording recording;

    @BeforeEach
    void listen() {
        kept.start();
        root.addAppender(kept);
    }

    @AfterEach
    void leave() {
        root.detachAppender(kept);
    }

    /** Reads the beginning of an answer of several megabytes and resets the connection. */
    private void beginAndLeave(String path) throws IOException {
        int before = SERVED.get();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(60_000);
            String credentials = Base64.getEncoder().encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nAuthorization: Basic "
                                    + credentials + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(new String(socket.getInputStream().readNBytes(2_000), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
            assertThat(SERVED).hasValue(before);
            socket.setSoLinger(true, 0);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(SERVED).hasValueGreaterThan(before));
        // The container logs the events of a request before it reads the next request of the connection. This is the
        // next
        // request.
        new RawHttp(port).send("GET", "/nothing", "");
    }

    private List<String> warnings() {
        return kept.events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                // Threads of other tests in the same JVM may log other events, and scheduled tasks of their contexts
                // do.
                .filter(event -> !event.getLoggerName().startsWith("org.springframework.scheduling."))
                .filter(event -> event.getLoggerName().matches("(org\\.apache|org\\.springframework|io\\.opsmon)\\..*"))
                .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "xlsx", "ndjson"})
    void aCancelledExportIsQuiet(String format) throws Exception {
        fillLog();

        beginAndLeave(API + "/operation-logs/export?format=" + format);

        assertThat(warnings()).isEmpty();
    }

    private void fillLog() {
        if (jdbc.queryForList("SELECT id FROM opsmon_operation_log LIMIT 1001").size() > 1_000) {
            return;
        }
        for (int i = 0; i < 3_000; i++) {
            StringBuilder noise = new StringBuilder();
            while (noise.length() < 6_000) {
                noise.append(java.util.UUID.randomUUID()).append(' ');
            }
            recording
                    .operation("orders", "CREATE", "ordered " + i)
                    .arguments("\"" + noise + "\"")
                    .record();
        }
        assertThat(recorder.flush(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void aCancelledDownloadOfABackupIsQuiet() throws Exception {
        jdbc.execute("CREATE TABLE noise AS SELECT x AS id, SECURE_RAND(100000) AS bytes FROM system_range(1, 200)");
        TestBrowser boss = new TestBrowser(port).basic("boss", "boss");
        String id = JsonMapper.shared()
                .readTree(boss.send("POST", API + "/backups", "{}", "Content-Type", "application/json")
                        .body())
                .path("id")
                .asString();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(boss.get(API + "/backups/" + id).body())
                        .containsAnyOf("\"SUCCEEDED\"", "\"VERIFIED\""));
        kept.events.clear();

        beginAndLeave(API + "/backups/" + id + "/content");

        assertThat(warnings()).isEmpty();
    }
}
