package io.opsmon.hosts.shiro;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Shiro knows its users; the console needs no line of the host. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ShiroHostTest {

    @LocalServerPort
    private int port;

    private HostClient client() {
        return new HostClient("http://localhost:" + port);
    }

    private HostClient signedIn(String username) {
        HostClient client = client();
        assertThat(client.send("POST", "/login", "username=" + username + "&password=secret")
                        .body())
                .isEqualTo("welcome");
        return client;
    }

    @Test
    void everyCapabilityWorks() {
        HostClient admin = signedIn("admin");
        HostClient jane = signedIn("jane");
        assertThat(jane.send("PUT", "/products/7", "").statusCode()).isEqualTo(200);
        client().send("POST", "/login", "username=jane&password=wrong");

        JsonNode operation = admin.operation("changed product 7");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("jane");
        assertThat(operation.path("http").path("clientIp").asString()).isEqualTo("127.0.0.1");
        JsonNode session = admin.session("jane");
        assertThat(session.path("kind").asString()).isEqualTo("SESSION");
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
        signedIn("jane").send("POST", "/logout", "");
        admin.login("jane", "LOGOUT", "SUCCESS");
        assertThat(admin.items("/login-logs?event=KICK").size()).isEqualTo(1);
        admin.verifyLogs();
    }
}
