package io.opsmon.hosts.reactivesignin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.HostClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReactiveSignInTest {

    @LocalServerPort
    private int port;

    private HostClient client() {
        return new HostClient("http://localhost:" + port);
    }

    private HostClient signedIn(String username) {
        HostClient client = client();
        assertThat(client.send("POST", "/sign-in", "username=" + username + "&password=secret")
                        .statusCode())
                .isEqualTo(200);
        return client;
    }

    @Test
    void everyCapabilityWorks() {
        HostClient admin = signedIn("admin");
        HostClient jane = signedIn("jane");
        assertThat(jane.send("PUT", "/products/7", "").statusCode()).isEqualTo(200);
        client().send("POST", "/sign-in", "username=jane&password=wrong");

        JsonNode operation = admin.operation("changed product 7");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("jane");
        assertThat(operation.path("http").path("clientIp").asString()).isEqualTo("127.0.0.1");
        JsonNode session = admin.session("jane");
        assertThat(admin.session("admin").path("current").asBoolean()).isTrue();
        assertThat(admin.login("jane", "LOGIN", "SUCCESS").path("session")).isEqualTo(session.path("ref"));
        assertThat(admin.login("jane", "LOGIN", "FAILURE").path("reason").asString())
                .isEqualTo("BAD_CREDENTIALS");

        assertThat(client().status("/operation-logs")).isEqualTo(401);
        assertThat(jane.status("/operation-logs")).isEqualTo(403);
        assertThat(admin.get("/opsmon/").statusCode()).isEqualTo(200);

        assertThat(admin.terminate("jane")).isEqualTo(1);
        assertThat(jane.send("PUT", "/products/7", "").statusCode()).isEqualTo(401);
        assertThat(admin.login("jane", "KICK", "SUCCESS").path("actor").asString())
                .isEqualTo("admin");
        admin.verifyLogs();
    }

    @Test
    void anEventStreamEndsWithTheSession() {
        HostClient admin = signedIn("admin");
        CompletableFuture<HttpResponse<String>> stream =
                CompletableFuture.supplyAsync(() -> admin.get("/opsmon/api/v1/events?topics=operation-logs"));
        await().during(Duration.ofSeconds(4)).until(() -> !stream.isDone());

        admin.send("POST", "/sign-out", "");

        await().atMost(Duration.ofSeconds(40)).until(stream::isDone);
        assertThat(stream.join().statusCode()).isEqualTo(200);
    }
}
