package io.opsmon.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application on the class path of the starter, which has no library that only some hosts need. The application
 * starts, and a feature that needs a library names the library.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingLibrariesTest {

    private static final String API = "/opsmon/api/v1";

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path) throws Exception {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + API + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String health(ConfigurableApplicationContext application) {
        return JsonMapper.shared()
                .writeValueAsString(application.getBean(HealthEndpoint.class).healthForPath("opsmon"));
    }

    @Test
    void hasNoOptionalLibrary() {
        assertThat(List.of(
                        "io.opsmon.backup.Backups",
                        "com.github.luben.zstd.Zstd",
                        "com.github.kagkarlsson.scheduler.Scheduler",
                        "com.google.crypto.tink.StreamingAead",
                        "org.dhatim.fastexcel.Workbook",
                        "org.apache.kafka.clients.producer.KafkaProducer",
                        "software.amazon.awssdk.services.s3.S3Client",
                        "org.apache.sshd.sftp.client.SftpClient",
                        "com.maxmind.db.Reader",
                        "org.lionsoul.ip2region.xdb.Searcher",
                        "org.apache.commons.text.StringEscapeUtils",
                        "javax.xml.bind.JAXBContext"))
                .noneMatch(type -> ClassUtils.isPresent(type, getClass().getClassLoader()));
    }

    @Test
    void startsWithTheDefaultFeatures(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext application = SmallestApplication.start()) {
            assertThat(health(application)).contains("UP").doesNotContain("DEGRADED");
            assertThat(output.getOut())
                    .contains("opsmon is ready: operation logs, login logs, online users.")
                    .doesNotContain("ERROR", "Not on the class path");
            assertThat(get(application, "/operation-logs").statusCode()).isEqualTo(200);
        }
    }

    /** The embedded MariaDB needs commons-collections4 itself, so the application gets a class path without it. */
    @Test
    void migratesPostgres() throws Exception {
        migrates(TestDatabases.postgresUrl());
    }

    @Test
    void migratesMariaDb() throws Exception {
        migrates(TestDatabases.mariaDbUrl());
    }

    @Test
    void migratesH2(@TempDir Path directory) throws Exception {
        migrates("jdbc:h2:file:" + directory.resolve("host"));
    }

    private static void migrates(String url) throws Exception {
        assertThat(WithoutJars.problems(List.of("commons-collections4"), "spring.datasource.url=" + url))
                .isEmpty();
        JdbcTemplate sql = new JdbcTemplate(new DriverManagerDataSource(url));
        for (String table : List.of("opsmon_operation_log", "opsmon_login_log", "opsmon_online_session")) {
            assertThat(sql.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class))
                    .as(table)
                    .isNotNull();
        }
    }

    @Test
    void namesTheLibrariesAndTheStarterOfBackups(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext application = SmallestApplication.start(
                "opsmon.backup.enabled=true", "opsmon.backup.schedules.nightly.cron=0 0 3 * * *")) {
            String problem = "Backups need io.opsmon:opsmon-backup, com.github.luben:zstd-jni and"
                    + " com.github.kagkarlsson:db-scheduler, which are not on the class path. Add the dependency"
                    + " io.opsmon:opsmon-backup-spring-boot-starter.";
            assertThat(health(application)).contains("DEGRADED", problem);
            assertThat(output.getOut())
                    .contains("opsmon: backups: " + problem)
                    .contains("Not on the class path: io.opsmon:opsmon-backup-spring-boot-starter (no backups)");
            assertThat(get(application, "/backups").statusCode()).isEqualTo(404);
            assertThat(get(application, "/operation-logs").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesBackupsWithoutTheirLibrariesIfTheConfigurationIsStrict() {
        assertThatThrownBy(() -> SmallestApplication.start(
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.notifications.webhooks[0].format=slack",
                        "opsmon.strict-configuration=true"))
                .hasStackTraceContaining("io.opsmon:opsmon-backup-spring-boot-starter");
    }

    @Test
    void namesTheLibraryOfWorkbooksAndOffersNone() throws Exception {
        try (ConfigurableApplicationContext application = SmallestApplication.start()) {
            assertThat(get(application, "/operation-logs/export?format=csv").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> workbook = get(application, "/operation-logs/export?format=xlsx");
            assertThat(workbook.statusCode()).isEqualTo(400);
            assertThat(workbook.body()).contains("Exports as XLSX need org.dhatim:fastexcel");
            assertThat(get(application, "/me").body()).contains("\"exportFormats\":[\"csv\",\"ndjson\"]");
        }
    }

    @Test
    void namesTheLibraryOfForwardingToKafka() {
        try (ConfigurableApplicationContext application = SmallestApplication.start(
                "opsmon.operation-log.forwarding.kafka.topic=audit",
                "opsmon.operation-log.forwarding.kafka.bootstrap-servers=localhost:1")) {
            assertThat(health(application)).contains("DEGRADED", "need org.apache.kafka:kafka-clients");
        }
    }

    @Test
    void namesTheLibraryOfAnArchiveThatWasWrittenWithZstandard(@TempDir Path directory) throws Exception {
        Path archive = Files.writeString(directory.resolve("operation-log_node-1_1-2.ndjson.zst"), "compressed");

        assertThatThrownBy(() -> LogArchive.read(OperationLogDefinition.OPERATION_LOG, archive, entry -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("com.github.luben:zstd-jni");
    }

    @Test
    void startsWithoutLiquibaseAndNamesIt() throws Exception {
        assertThat(WithoutJars.problems(List.of("liquibase-core"), "spring.datasource.name=host"))
                .hasEntrySatisfying(
                        "database",
                        problem -> assertThat(problem)
                                .contains("org.liquibase:liquibase-core", "opsmon.database.migration=none"));
    }

    @Test
    void startsWithoutTheParserOfUserAgentsAndNamesIt(CapturedOutput output) throws Exception {
        assertThat(WithoutJars.problems(List.of("uap-java"), "spring.datasource.name=host"))
                .isEmpty();

        assertThat(output.getOut()).contains("Not on the class path: com.github.ua-parser:uap-java");
    }
}
