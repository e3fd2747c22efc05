package io.opsmon.hosts.twodatabases;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The migrations of the host and of opsmon run beside one another; opsmon uses the primary database. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.flyway.enabled=true", "spring.liquibase.enabled=true", "opsmon.backup.enabled=true"})
class TwoDatabasesTest {

    @LocalServerPort
    private int port;

    @Autowired
    private DataSource orders;

    @Autowired
    @Qualifier("reports")
    private DataSource reports;

    private static List<String> tables(DataSource database) {
        return JdbcClient.create(database)
                .sql("SELECT LOWER(table_name) FROM information_schema.tables WHERE table_schema = 'PUBLIC'")
                .query(String.class)
                .list();
    }

    @Test
    void everyCapabilityWorks() {
        HostClient admin = new HostClient("http://localhost:" + port)
                .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8)));
        for (String path : new String[] {"/orders/7", "/reports/-1", "/reports/1"}) {
            assertThat(admin.send("PUT", path, "").statusCode()).isEqualTo(200);
        }

        JsonNode operation = admin.operation("paid order 7");
        assertThat(operation.path("operator").path("id").asString()).isEqualTo("admin");
        assertThat(operation.path("http").path("clientIp").asString()).isEqualTo("127.0.0.1");
        assertThat(operation.path("outcome").asString()).isEqualTo("SUCCESS");
        assertThat(admin.operation("wrote report 1").path("outcome").asString()).isEqualTo("SUCCESS");
        assertThat(admin.items("/operation-logs").toString()).doesNotContain("wrote report -1");
        assertThat(tables(orders))
                .contains("orders", "flyway_schema_history", "opsmon_operation_log")
                .doesNotContain("databasechangelog");
        assertThat(tables(reports)).contains("reports", "databasechangelog").noneMatch(name -> name.contains("opsmon"));

        assertThat(admin.get("/opsmon/").statusCode()).isEqualTo(200);
        admin.verifyLogs();
        admin.backUp();
    }
}
