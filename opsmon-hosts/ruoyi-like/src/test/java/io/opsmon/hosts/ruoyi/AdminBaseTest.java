package io.opsmon.hosts.ruoyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The host is started for real and used over HTTP. MySQL's driver takes its MariaDB for one without microseconds. */
class AdminBaseTest {

    private final HttpClient client = HttpClient.newHttpClient();

    private String base = "";

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String token(String user) throws Exception {
        String answer = send("POST", "/login", "", "{\"username\":\"" + user + "\",\"password\":\"admin123\"}")
                .body();
        assertThat(answer).contains("\"code\":200");
        return answer.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void everyCapabilityWorks(@TempDir Path directory) throws Exception {
        SpringApplication application = new SpringApplication(AdminBase.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "spring.datasource.druid.master.url",
                        TestDatabases.oldMariaDbThroughMySqlDriverUrl()
                                .replaceFirst(
                                        "user=tester", "useUnicode=true&characterEncoding=utf8&serverTimezone=GMT%2B8"),
                "spring.datasource.druid.master.username", "tester",
                "opsmon.recording.journal.directory",
                        directory.resolve("journal").toString(),
                "opsmon.backup.enabled", "true",
                "opsmon.backup.directory", directory.resolve("backups").toString(),
                "opsmon.online-users.enabled", "true"));
        try (ConfigurableApplicationContext host = application.run()) {
            base = "http://localhost:" + host.getEnvironment().getProperty("local.server.port");
            String admin = token("admin");
            String other = token("ry");
            assertThat(send("PUT", "/system/user/2", other, "{}").body()).contains("\"code\":200");
            assertThat(send("POST", "/login", "", "{\"username\":\"ry\",\"password\":\"wrong\"}")
                            .body())
                    .contains("\"code\":500");

            String api = "/opsmon/api/v1";
            assertThat(send("GET", api + "/operation-logs", "", "").statusCode())
                    .isEqualTo(401);
            assertThat(send("GET", api + "/operation-logs", other, "").statusCode())
                    .isEqualTo(403);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(send("GET", api + "/operation-logs", admin, "")
                                    .body())
                            .contains("changed user 2", "\"ry\""));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(
                                    send("GET", api + "/login-logs", admin, "").body())
                            .contains("BAD_CREDENTIALS"));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(send("GET", api + "/online-users", admin, "")
                                    .body())
                            .contains("\"ry\"", "\"admin\"", "\"current\":true"));
            assertThat(send("DELETE", api + "/online-users?username=ry", admin, "")
                            .body())
                    .contains("\"kicked\":1");
            assertThat(send("PUT", "/system/user/2", other, "{}").body()).contains("\"code\":401");

            for (String log : new String[] {"operation-logs", "login-logs"}) {
                send("POST", api + "/" + log + "/verification", admin, "");
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(send("GET", api + "/" + log + "/verification", admin, "")
                                        .body())
                                .doesNotContain("RUNNING")
                                .contains("\"findings\":[]"));
            }

            assertThat(send("POST", api + "/backups", admin, "{}").statusCode()).isEqualTo(202);
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(
                                    send("GET", api + "/backups", admin, "").body())
                            .contains("\"SUCCEEDED\""));
            String id =
                    send("GET", api + "/backups", admin, "").body().replaceAll("(?s).*?\"id\":\"([^\"]*)\".*", "$1");
            assertThat(send("POST", api + "/backups/" + id + "/verification", admin, "{}")
                            .statusCode())
                    .isEqualTo(202);
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(
                                    send("GET", api + "/backups", admin, "").body())
                            .contains("\"VERIFIED\""));
            assertThat(send("GET", "/opsmon/", admin, "").statusCode()).isEqualTo(200);
        }
    }
}
