package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.HistoryAccess;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.TestEntries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** Tests a host that decides for each resource who may read its history. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=servlet",
            // As in databases whose collation ignores case.
            "spring.datasource.url=jdbc:h2:mem:history;DB_CLOSE_DELAY=-1;IGNORECASE=TRUE",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.audit-access=true",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(HistoryAccessTest.OfTheHost.class)
class HistoryAccessTest {

    @TestConfiguration(proxyBeanMethods = false)
    static class OfTheHost {

        /** Users may read what is named after them. */
        @Bean
        HistoryAccess histories(OpsmonAccess access) {
            return (type, id) -> type.equals("account") && id.equals(access.username());
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    private int status(String user, String type, String id) throws Exception {
        return new TestBrowser(port)
                .basic(user, user)
                .get("/opsmon/api/v1/history?resourceType=" + type + "&resourceId=" + id)
                .statusCode();
    }

    @Test
    void theHostDecidesInsteadOfPermissions() throws Exception {
        assertThat(status("nobody", "account", "nobody")).isEqualTo(200);
        assertThat(status("nobody", "account", "reader")).isEqualTo(403);
        assertThat(status("nobody", "order", "nobody")).isEqualTo(403);
        assertThat(status("boss", "account", "nobody")).isEqualTo(403);
    }

    @Test
    void returnsOnlyTheExactResource() throws Exception {
        operations.saveAll(List.of(account("nobody"), account("Nobody"), account("nobody ")));

        JsonNode page = new TestBrowser(port)
                .basic("nobody", "nobody")
                .json("/opsmon/api/v1/history?resourceType=account&resourceId=nobody");

        assertThat(page.get("items")).hasSize(1);
    }

    private static OperationLogEntry account(String id) {
        OperationLogEntry entry =
                TestEntries.entry(Instant.now(), "accounts", "UPDATE", "changed " + id, Outcome.SUCCESS);
        return TestEntries.with(
                entry, entry.operator(), new Resource("account", id), entry.http(), entry.trace(), entry.duration());
    }
}
