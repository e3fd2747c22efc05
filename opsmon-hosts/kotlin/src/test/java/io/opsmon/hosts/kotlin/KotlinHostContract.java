package io.opsmon.hosts.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The same on both web stacks. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class KotlinHostContract {

    @LocalServerPort
    private int port;

    private HostClient client() {
        return new HostClient("http://localhost:" + port);
    }

    private HostClient signedIn(String username) {
        HostClient client = client();
        assertThat(client.send("POST", "/login", "username=" + username + "&password=secret")
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).doesNotContain("error"));
        return client;
    }

    @Test
    void recordsValuesThatACoroutineAddsAfterASuspensionPoint() {
        HostClient admin = signedIn("admin");
        HttpResponse<String> paid =
                signedIn("jane").send("POST", "/payments", "{\"payer\":\"Ada\",\"pin\":\"4711\",\"cents\":300}");
        assertThat(paid.body()).isEqualTo("{\"number\":\"R-300\"}");

        JsonNode operation = admin.operation("paid 300 cents with receipt R-300");
        assertThat(operation.path("outcome").asString()).isEqualTo("SUCCESS");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("jane");
        assertThat(operation.path("http").path("clientIp").asString()).isEqualTo("127.0.0.1");
        assertThat(operation.path("http").path("status").asInt()).isEqualTo(200);
        String whole = admin.json(
                        "GET", "/operation-logs/" + operation.path("id").asString(), "")
                .toString();
        assertThat(whole).contains("Ada").doesNotContain("4711");
    }

    @Test
    void countsTheElementsOfAFlow() {
        HostClient admin = signedIn("admin");
        assertThat(signedIn("jane").get("/payments").body()).contains("R-1", "R-2");

        JsonNode operation = admin.operation("exported 2 payments");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("jane");
    }

    @Test
    void recordsAFailureAfterASuspensionPoint() {
        HostClient admin = signedIn("admin");
        assertThat(signedIn("jane").send("DELETE", "/payments/R-7", "").statusCode())
                .isEqualTo(500);

        JsonNode operation = admin.operation("cancelled R-7");
        assertThat(operation.path("outcome").asString()).isEqualTo("FAILURE");
        assertThat(operation.toString()).contains("R-7 is settled");
        assertThat(operation.path("http").path("status").asInt()).isEqualTo(500);
    }

    @Test
    void recordsASuspendFunctionWithoutAnnotation() {
        HostClient admin = signedIn("admin");
        assertThat(signedIn("jane")
                        .send("PUT", "/payments/R-8/note", "{\"text\":\"late\"}")
                        .body())
                .contains("R-8: late");

        JsonNode operation = admin.operation("PUT /payments/{number}/note");
        assertThat(operation.path("module").asString()).isEqualTo("PaymentController");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("jane");
        assertThat(operation.path("outcome").asString()).isEqualTo("SUCCESS");
    }

    @Test
    void everyOtherCapabilityWorks() {
        HostClient admin = signedIn("admin");
        HostClient jane = signedIn("jane");
        client().send("POST", "/login", "username=jane&password=wrong");
        JsonNode session = admin.session("jane");
        assertThat(session.path("kind").asString()).isEqualTo("SESSION");
        assertThat(admin.login("jane", "LOGIN", "FAILURE").path("reason").asString())
                .isEqualTo("BAD_CREDENTIALS");
        assertThat(admin.get("/opsmon/").statusCode()).isEqualTo(200);

        assertThat(admin.terminate("jane")).isPositive();
        assertThat(jane.send("DELETE", "/payments/R-9", "").statusCode()).isEqualTo(302);
        admin.verifyLogs();
    }
}
