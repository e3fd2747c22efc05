package io.opsmon.hosts.jhipster;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The administrators of such a host have one authority; one property names it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"opsmon.web.admin-authority=ROLE_ADMIN", "opsmon.backup.enabled=true"})
class ResourceServerTest {

    @LocalServerPort
    private int port;

    /** The address of the application as browsers see it. */
    String address(int port) {
        return "http://localhost:" + port;
    }

    String clientIp() {
        return "127.0.0.1";
    }

    void check(JsonNode operation) {
        assertThat(operation.path("source").path("thread").asString()).isNotBlank();
    }

    private HostClient client() {
        return new HostClient(address(port));
    }

    private HostClient signedIn(String username) {
        String answer = client().send(
                        "POST",
                        "/api/authenticate",
                        "{\"username\":\"" + username + "\",\"password\":\"" + username + "\"}")
                .body();
        String token = JsonMapper.shared().readTree(answer).path("id_token").asString();
        return client().with("Authorization", "Bearer " + token);
    }

    @Test
    void everyCapabilityWorks() {
        HostClient admin = signedIn("admin");
        HostClient user = signedIn("user");
        for (int i = 0; i < 3; i++) {
            assertThat(user.send("PUT", "/api/products/" + i, "{\"name\":\"tea\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
        client().send("POST", "/api/authenticate", "{\"username\":\"user\",\"password\":\"wrong\"}");

        JsonNode operation = admin.operation("changed product 2");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("user");
        assertThat(operation.path("http").path("clientIp").asString()).isEqualTo(clientIp());
        check(operation);

        JsonNode session = admin.session("user");
        assertThat(session.path("kind").asString()).isEqualTo("TOKEN");
        assertThat(admin.session("admin").path("current").asBoolean()).isTrue();
        assertThat(admin.login("user", "LOGIN", "FAILURE").path("reason").asString())
                .isEqualTo("BAD_CREDENTIALS");
        JsonNode login = admin.login("user", "LOGIN", "SUCCESS");
        assertThat(login.path("method").asString()).isEqualTo("PASSWORD");
        assertThat(login.path("session")).isEqualTo(session.path("ref"));
        assertThat(admin.logins("user")).isEqualTo(1);

        assertThat(client().status("/operation-logs")).isEqualTo(401);
        assertThat(user.status("/operation-logs")).isEqualTo(403);
        HostClient console = admin.console();
        assertThat(console.status("/operation-logs")).isEqualTo(200);

        assertThat(admin.terminate("user")).isEqualTo(1);
        assertThat(user.send("PUT", "/api/products/1", "{}").statusCode()).isEqualTo(401);
        assertThat(admin.login("user", "KICK", "SUCCESS").path("actor").asString())
                .isEqualTo("admin");

        admin.verifyLogs();
        admin.backUp();
    }
}
