package io.opsmon.hosts.reactivebare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.testsupport.HostClient;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The host starts as it is, and one line at start says where the console is or why there is none. */
@ExtendWith(OutputCaptureExtension.class)
class ReactiveBareTest {

    private static final String START_LINE = "--logging.level.io.opsmon.boot.configuration=INFO";

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(ReactiveBare.class)
                .properties("server.port=0", START_LINE.substring(2))
                .run(arguments);
    }

    private static HostClient client(ConfigurableApplicationContext host) {
        return new HostClient("http://localhost:" + host.getEnvironment().getProperty("local.server.port"));
    }

    @Test
    void recordsOperationsAndNamesTheReasonWhyTheConsoleIsOff(CapturedOutput output) {
        try (ConfigurableApplicationContext host = start()) {
            HostClient client = client(host);
            assertThat(client.send("PUT", "/products/7", "").statusCode()).isEqualTo(200);

            OperationLogRepository log = host.getBean(OperationLogRepository.class);
            await().untilAsserted(() ->
                    assertThat(log.find(OperationLogFilter.ALL).items()).hasSize(1));
            OperationLogEntry entry = log.find(OperationLogFilter.ALL).items().get(0);
            assertThat(entry.description()).isEqualTo("changed product 7");
            assertThat(entry.operator()).isNull();
            assertThat(Objects.requireNonNull(entry.http()).clientIp()).isEqualTo("127.0.0.1");

            assertThat(client.get("/opsmon/").statusCode()).isEqualTo(404);
            assertThat(output)
                    .containsOnlyOnce("opsmon is ready:")
                    .contains("Console: off, because Spring Security is not present", "opsmon.web.access=permit-all");
        }
    }

    @Test
    void opensTheConsoleToThisMachine(CapturedOutput output) {
        try (ConfigurableApplicationContext host =
                start("--opsmon.web.access=permit-all", "--opsmon.backup.enabled=true")) {
            HostClient client = client(host);
            client.send("PUT", "/products/8", "");

            JsonNode operation = client.operation("changed product 8");
            assertThat(operation.path("http").path("clientIp").asString()).isEqualTo("127.0.0.1");
            assertThat(client.get("/opsmon/").statusCode()).isEqualTo(200);
            client.verifyLogs();
            client.backUp();
            assertThat(output).contains("Console: http://localhost:");
        }
    }
}
