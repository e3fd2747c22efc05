package io.opsmon.hosts.springdoc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Swagger UI lists the document of opsmon behind the documents of the application. */
class SpringdocHostTest {

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(SpringdocHost.class)
                .properties("server.port=0")
                .run(arguments);
    }

    private static HostClient signedIn(ConfigurableApplicationContext host) {
        String base = "http://localhost:" + host.getEnvironment().getProperty("local.server.port")
                + host.getEnvironment().getProperty("server.servlet.context-path", "");
        HostClient client = new HostClient(base);
        assertThat(client.send("POST", "/login", "username=admin&password=secret")
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).doesNotContain("error"));
        return client;
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response::body).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static List<String> entries(JsonNode configuration) {
        return configuration
                .path("urls")
                .valueStream()
                .map(entry ->
                        entry.path("name").asString() + " " + entry.path("url").asString())
                .toList();
    }

    @Test
    void listsTheDocumentOfOpsmonBehindThatOfTheApplication() {
        try (ConfigurableApplicationContext host = start("--server.servlet.context-path=/shop")) {
            HostClient client = signedIn(host);

            JsonNode configuration = json(client.get("/v3/api-docs/swagger-config"));

            assertThat(entries(configuration))
                    .containsExactlyInAnyOrder("shop /shop/v3/api-docs", "opsmon /shop/opsmon/api/v1/openapi.json");
            assertThat(configuration.path("urls.primaryName").asString()).isEqualTo("shop");
            assertThat(json(client.get("/v3/api-docs")).path("paths").has("/products/{id}"))
                    .isTrue();
            assertThat(json(client.get("/opsmon/api/v1/openapi.json"))
                            .path("openapi")
                            .asString())
                    .startsWith("3.1");
        }
    }

    @Test
    void listsTheDocumentBehindTheGroupsOfTheApplication() {
        try (ConfigurableApplicationContext host = start(
                "--opsmon.web.base-path=/monitor",
                "--springdoc.group-configs[0].group=public",
                "--springdoc.group-configs[0].paths-to-match=/products/**",
                "--springdoc.group-configs[1].group=zoo",
                "--springdoc.group-configs[1].paths-to-match=/zoo/**")) {
            JsonNode configuration = json(signedIn(host).get("/v3/api-docs/swagger-config"));

            assertThat(entries(configuration))
                    .containsExactlyInAnyOrder(
                            "public /v3/api-docs/public",
                            "zoo /v3/api-docs/zoo",
                            "opsmon /monitor/api/v1/openapi.json");
            assertThat(configuration.path("urls.primaryName").asString()).isEqualTo("public");
        }
    }

    @Test
    void leavesTheListOfTheApplicationAsItIs() {
        try (ConfigurableApplicationContext host =
                start("--springdoc.swagger-ui.urls[0].name=mine", "--springdoc.swagger-ui.urls[0].url=/v3/api-docs")) {
            JsonNode configuration = json(signedIn(host).get("/v3/api-docs/swagger-config"));

            assertThat(entries(configuration)).containsExactly("mine /v3/api-docs");
        }
    }

    @Test
    void startsWithoutSwaggerUi() {
        try (ConfigurableApplicationContext host = start("--springdoc.swagger-ui.enabled=false")) {
            assertThat(signedIn(host).get("/v3/api-docs").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void namesOperationsByTheAnnotationsOfTheController() {
        try (ConfigurableApplicationContext host = start()) {
            HostClient client = signedIn(host);
            client.send("PUT", "/products/7", "");

            assertThat(client.operation("Changes a product").path("module").asString())
                    .isEqualTo("Products");
        }
    }
}
