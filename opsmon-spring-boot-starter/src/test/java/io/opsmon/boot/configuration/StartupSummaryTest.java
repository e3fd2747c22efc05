package io.opsmon.boot.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The log of a start, as an operator sees the log. */
@ExtendWith(OutputCaptureExtension.class)
class StartupSummaryTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {}

    private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(Host.class)
                .web(type)
                .properties(
                        "server.port=0",
                        "spring.datasource.generate-unique-name=true",
                        "spring.flyway.enabled=false",
                        "spring.liquibase.enabled=false",
                        "logging.config=classpath:io/opsmon/boot/configuration/logback-of-a-host.xml")
                .properties(properties)
                .run();
    }

    private static List<String> lines(CapturedOutput output, String beginning) {
        return output.getOut()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    @Test
    void saysInOneLineWhatIsEnabledAndWhereTheConsoleIs(CapturedOutput output) {
        try (ConfigurableApplicationContext host =
                start(WebApplicationType.SERVLET, "server.servlet.context-path=/shop")) {
            String port = host.getEnvironment().getProperty("local.server.port");

            assertThat(lines(output, "INFO io.opsmon"))
                    .singleElement()
                    .asString()
                    .contains(
                            "opsmon is ready: operation logs, login logs, online users." + " Console: http://localhost:"
                                    + port + "/shop/opsmon/",
                            "opsmon.chain.keys (seals are not signed)");
            assertThat(lines(output, "INFO liquibase")).isEmpty();
        }
    }

    @Test
    void namesNoConsoleWhereThereIsNone(CapturedOutput output) {
        try (ConfigurableApplicationContext host =
                start(WebApplicationType.NONE, "opsmon.session-reference-key=0123456789abcdef0123456789abcdef")) {
            assertThat(host.isActive()).isTrue();
            assertThat(lines(output, "INFO io.opsmon"))
                    .singleElement()
                    .asString()
                    .contains("opsmon is ready: operation logs")
                    .doesNotContain("Console: ", "opsmon.session-reference-key");
        }
    }
}
