package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.TestRedis;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tests the sample as two processes with one database and one Redis, as {@code cluster.sh} starts it. Each process
 * lists and terminates the sessions of the other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]*)\"");

    private final List<Process> nodes = new ArrayList<>();
    private int portOfA;
    private int portOfB;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        portOfA = freePort();
        portOfB = freePort();
        String database = "jdbc:h2:file:" + directory.resolve("cluster").toAbsolutePath() + ";AUTO_SERVER=TRUE";
        // Starts the processes one after another, because the first creates the tables.
        for (int port : new int[] {portOfA, portOfB}) {
            nodes.add(node(port, database, directory));
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> new Person(port).get("/actuator/health").statusCode() == 200);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Process node(int port, String database, Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.opsmon.sample.BackOffice",
                        "--spring.profiles.active=cluster",
                        "--server.port=" + port,
                        "--opsmon.recording.journal.directory=" + directory.resolve("journal-" + port))
                .redirectErrorStream(true)
                .redirectOutput(
                        Path.of("target", "cluster-test-" + port + ".log").toFile());
        builder.environment().put("CLUSTER_DATABASE_URL", database);
        builder.environment()
                .put("REDIS_URL", "redis://127.0.0.1:" + TestRedis.sharedUri().getPort());
        return builder.start();
    }

    @AfterAll
    void stop() throws InterruptedException {
        for (Process node : nodes) {
            node.destroy();
        }
        for (Process node : nodes) {
            node.waitFor();
        }
    }

    /** A user with a browser. */
    private static final class Person {

        private final HttpClient http = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        private final int port;

        Person(int port) {
            this.port = port;
        }

        HttpResponse<String> send(String method, String path, String body, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send("GET", path, "");
        }

        Person signIn(String username) throws IOException, InterruptedException {
            Matcher csrf = CSRF.matcher(get("/login").body());
            assertThat(csrf.find()).isTrue();
            HttpResponse<String> answer = send(
                    "POST",
                    "/login",
                    "username=" + username + "&password=" + username + "&_csrf=" + csrf.group(1),
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(answer.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
            return this;
        }
    }

    private List<String> online(int port) {
        JsonNode page = new BackOfficeApi(port, "auditor")
                .get("/opsmon/api/v1/online-users")
                .json();
        return page.get("items")
                .valueStream()
                .map(item ->
                        item.get("username").asString() + "@" + item.get("node").asString())
                .toList();
    }

    @Test
    void seesAndEndsAtOneNodeWhoIsAtTheOther() throws Exception {
        Person admin = new Person(portOfA).signIn("admin");
        Person clerk = new Person(portOfB).signIn("clerk");
        for (int port : new int[] {portOfA, portOfB}) {
            await().untilAsserted(
                            () -> assertThat(online(port)).contains("admin@node-" + portOfA, "clerk@node-" + portOfB));
        }
        assertThat(clerk.get("/").statusCode()).isEqualTo(200);

        JsonNode kicked = new BackOfficeApi(portOfA, "admin")
                .delete("/opsmon/api/v1/online-users?username=clerk&reason=trying")
                .json();

        assertThat(kicked.get("kicked").asInt()).isEqualTo(1);
        await().untilAsserted(() -> {
            HttpResponse<String> next = clerk.get("/");
            assertThat(next.statusCode()).isEqualTo(302);
            assertThat(next.headers().firstValue("Location").orElseThrow()).endsWith("/login");
        });
        assertThat(admin.get("/").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(new BackOfficeApi(portOfB, "auditor")
                        .get("/opsmon/api/v1/login-logs?event=kick&username=clerk")
                        .json()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get("actor").asString() + ": "
                                + item.get("message").asString()))
                .containsExactly("admin: trying"));
    }
}
