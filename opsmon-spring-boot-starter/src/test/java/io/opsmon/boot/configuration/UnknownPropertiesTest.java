package io.opsmon.boot.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.health.OpsmonHealthAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.masking.MaskingAutoConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnknownPropertiesTest {

    private final ApplicationContextRunner host = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MaskingAutoConfiguration.class,
                    OpsmonHealthAutoConfiguration.class,
                    ConfigurationCheckAutoConfiguration.class));

    private static List<String> unknownIn(String name) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(name, "x")));
        return UnknownProperties.in(environment, UnknownPropertiesTest.class.getClassLoader());
    }

    private static List<String> unknownVariable(String name) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(name, "x")));
        return UnknownProperties.in(environment, UnknownPropertiesTest.class.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opsmon.chain.seal-file",
                "opsmon.chain.sealFile",
                "OPSMON.CHAIN.SEAL_FILE",
                "opsmon.chain.keys[0].secret",
                "opsmon.chain.keys[12].private-key",
                "opsmon.backup.data-sources.shop.retention.daily",
                "opsmon.backup.data-sources[my.shop].max-age",
                "opsmon.backup.schedules.nightly.cron",
                "opsmon.backup.copies.offsite.s3.bucket",
                "opsmon.backup.copies.offsite.retention.keep-last",
                "opsmon.operation-log.forwarding.kafka.properties.security.protocol",
                "opsmon.data-changes.forwarding.kafka.properties.security.protocol",
                "opsmon.operation-log.http.include-paths[0]",
                "opsmon.strict-configuration",
                "opsmon.web.links.Shop",
                "opsmonitor.enabled",
                "opsmon.quick",
                "opsmon.test.require-tools",
                "spring.application.name"
            })
    void knowsWhatBinds(String name) throws IOException {
        assertThat(unknownIn(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "opsmon.operation-log.chain.keys[0].id, opsmon.chain.keys",
        "opsmon.operation-log.chain.seal-file, opsmon.chain.seal-file",
        "opsmon.chain.seal-fil, opsmon.chain.seal-file",
        "opsmon.operationlog.enabeld, opsmon.operation-log.enabled",
        "opsmon.login-log.retention.max-agee, opsmon.login-log.retention.max-age",
        "opsmon.chain.keys[0].secrets, opsmon.chain.keys.*.secret",
        "opsmon.backup.data-sources.shop.retention.dayly, opsmon.backup.data-sources.*.retention.daily"
    })
    void namesTheNearestNameItKnows(String name, String nearest) throws IOException {
        assertThat(unknownIn(name)).singleElement().asString().contains("did you mean \"" + nearest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPSMON_LOGINLOG_ENABLED",
                "OPSMON_LOGIN_LOG_ENABLED",
                "OPSMON_CHAIN_KEYS_0_SECRET",
                "OPSMON_BACKUP_DATASOURCES_SHOP_RETENTION_DAILY"
            })
    void knowsVariablesOfTheEnvironment(String name) throws IOException {
        assertThat(unknownVariable(name)).isEmpty();
    }

    @Test
    void namesAnUnknownVariable() throws IOException {
        assertThat(unknownVariable("OPSMON_LOGINLOG_ENABELD"))
                .singleElement()
                .asString()
                .contains("opsmon.login-log.enabled");
    }

    @Test
    void reportsAndFailsTheStartOnlyIfStrict() {
        ApplicationContextRunner wrong = host.withPropertyValues("opsmon.operation-log.chain.seal-file=/mnt/seals");
        wrong.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Problems.class).current().get("configuration"))
                    .contains("opsmon.operation-log.chain.seal-file")
                    .contains("opsmon.chain.seal-file");
        });
        wrong.withPropertyValues("opsmon.strict-configuration=true")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasRootCauseInstanceOf(UnknownPropertiesException.class)
                        .rootCause()
                        .hasMessageContaining("did you mean \"opsmon.chain.seal-file\""));
        host.withPropertyValues("opsmon.strict-configuration=true", "opsmon.chain.seal-file=/mnt/seals")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
