package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Tests event streams in a running host. They contain the topics that the caller may read, and end when the permission
 * or the session ends.
 */
@SpringBootTest(
        classes = SecureHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:events;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.web.base-path=/basic/opsmon",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(EventStreamTest.Revocable.class)
class EventStreamTest {

    private static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();

    /** The host's own permissions, which can be revoked from a signed-in user. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Revocable {
        @Bean
        OpsmonAccess revocableAccess() {
            return new OpsmonAccess() {
                @Override
                public @Nullable String username() {
                    // Request and authentication are available on the thread that asks for the permission.
                    RequestContextHolder.currentRequestAttributes();
                    var authentication = SecurityContextHolder.getContext().getAuthentication();
                    return authentication == null ? null : authentication.getName();
                }

                @Override
                public boolean isGranted(String permission) {
                    return !REVOKED.contains(username() + " " + permission);
                }
            };
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    /** Reads a stream until the stream ends. */
    private static final class Stream {

        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        final HttpResponse<java.io.InputStream> response;
        volatile boolean hasEnded;

        Stream(HttpResponse<java.io.InputStream> response) {
            this.response = response;
            Thread reader = new Thread(this::read, "stream");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException broken) {
                lines.add("broken");
            }
            hasEnded = true;
        }

        void awaitEnd() {
            await().until(() -> hasEnded);
            assertThat(lines).doesNotContain("broken");
        }
    }

    private Stream open(String user, String topics, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/basic/opsmon/api/v1/events?topics=" + topics));
        request.header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Stream(HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private void record() {
        operations.saveAll(List.of(TestEntries.entry(Instant.now(), "events", "QUERY", "x", Outcome.SUCCESS)));
    }

    @Test
    void beginsWithASignOfLifeAndIsNotHeldBackByProxies() throws Exception {
        Stream stream = open("alice", "operation-logs");

        await().untilAsserted(() -> assertThat(stream.lines).contains(":here"));
        assertThat(stream.response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(stream.response.headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        assertThat(stream.response.headers().firstValue("Cache-Control").orElse(""))
                .contains("no-");
        record();
        await().untilAsserted(() -> assertThat(stream.lines).contains("event:operation-logs"));
        assertThat(stream.hasEnded).isFalse();
        stream.response.body().close();
    }

    @Test
    void endsWhenAPermissionIsLost() throws Exception {
        Stream losing = open("bob", "operation-logs,login-logs");
        Stream other = open("carol", "operation-logs");
        await().untilAsserted(() -> assertThat(losing.lines).contains(":here"));

        REVOKED.add("bob opsmon:login-log:read");
        losing.awaitEnd();
        losing.lines.clear();
        record();
        await().untilAsserted(() -> assertThat(other.lines).contains("event:operation-logs"));
        assertThat(losing.lines).isEmpty();
        assertThat(other.hasEnded).isFalse();
        assertThat(open("bob", "login-logs").response.statusCode()).isEqualTo(403);
        other.response.body().close();
    }

    @Test
    void endsWithTheSession() throws Exception {
        for (String way : List.of("sign-out", "kick")) {
            TestBrowser browser = new TestBrowser(port);
            browser.signIn("alice", "alice");
            // The session is the only credential.
            Stream stream = open(
                    "alice",
                    "operation-logs",
                    "Authorization",
                    "Session",
                    "Cookie",
                    "JSESSIONID=" + browser.cookie("JSESSIONID").orElseThrow());
            assertThat(stream.response.statusCode()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(stream.lines).contains(":here"));

            if (way.equals("sign-out")) {
                browser.send("POST", "/logout", "");
            } else {
                assertThat(new TestBrowser(port)
                                .basic("boss", "boss")
                                .send("DELETE", "/basic/opsmon/api/v1/online-users?username=alice", "")
                                .body())
                        .contains("\"kicked\":1");
            }
            stream.awaitEnd();
        }
    }
}
