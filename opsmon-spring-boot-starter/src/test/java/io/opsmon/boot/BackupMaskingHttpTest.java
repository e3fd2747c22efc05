package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.boot.health.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests a host with an additional sensitive name. Its backups and schedules fail with a value of this name in the
 * message.
 */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:backup-masking;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.operation-log.masking.additional-keys=customerRef",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.data-sources.shop.max-age=1h",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(BackupMaskingHttpTest.Failing.class)
class BackupMaskingHttpTest {

    private static final String API = "/opsmon/api/v1";

    /** Creates the runner. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Failing {

        @Bean
        @Order(0)
        BackupRunner failing() {
            return new FailingRunner();
        }
    }

    /** Fails with a message that names a customer. */
    private static final class FailingRunner implements BackupRunner {

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public boolean supports(BackupDatabase database) {
            return true;
        }

        @Override
        public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables) throws IOException {
            throw new IOException("The server refused customer_ref=4711 in the table orders");
        }

        @Override
        public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<TableContent> contents(BackupDatabase database, TableProgress tables) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Scratch scratch(BackupDatabase server, String name) {
            throw new UnsupportedOperationException();
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Problems problems;

    @Autowired
    private HealthIndicator opsmonBackupsHealthIndicator;

    @Autowired
    private HealthIndicator opsmonHealthIndicator;

    private TestBrowser boss() {
        return new TestBrowser(port).basic("boss", "boss");
    }

    @Test
    void hidesTheValueInTheProblemOfABackup() throws Exception {
        String id = JsonMapper.shared()
                .readTree(boss().send("POST", API + "/backups", "{}", "Content-Type", "application/json")
                        .body())
                .get("id")
                .asString();

        JsonNode backup = await().until(
                        () -> boss().json(API + "/backups/" + id),
                        found -> found.path("status").asString().equals("FAILED"));

        assertThat(backup.get("problem").asString())
                .contains("The server refused customer_ref=***")
                .doesNotContain("4711");
        assertThat(jdbc.queryForList("SELECT problem FROM opsmon_backup WHERE id = ?", String.class, id))
                .singleElement()
                .asString()
                .doesNotContain("4711");
    }

    @Test
    void hidesTheValueInDetailsOfHealthAndInTheProblemOfASchedule() throws Exception {
        jdbc.update("INSERT INTO opsmon_backup_schedule (id, data_source, cron, zone, enabled, verify, retries, origin)"
                + " VALUES ('odd', 'shop', '0 0 3 * * *', 'customerRef=4711', TRUE, FALSE, 0, 'API')");
        problems.report("weather", "No rain for customerRef=4711.", null);

        assertThat(Objects.requireNonNull(opsmonHealthIndicator.health()).getDetails())
                .containsEntry("weather", "No rain for customerRef=***");
        assertThat(Objects.requireNonNull(opsmonBackupsHealthIndicator.health()).getDetails())
                .extractingByKey("schedule odd")
                .asString()
                .contains("customerRef=***")
                .doesNotContain("4711");
        assertThat(boss().get(API + "/backup-schedules").body())
                .contains("customerRef=***", "This node cannot run the schedule")
                .doesNotContain("invalid format: customerRef=4711");
    }
}
