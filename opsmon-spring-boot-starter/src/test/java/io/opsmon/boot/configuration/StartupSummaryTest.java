package io.opsmon.boot.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** The log of a start, as an operator sees the log. */
class StartupSummaryTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {}

    private final List<Logger> loggers =
            List.of((Logger) LoggerFactory.getLogger("io.opsmon"), (Logger) LoggerFactory.getLogger("liquibase"));
    private final Map<Logger, Level> levels = new HashMap<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        // Spring Boot would reset the loggers, or not, depending on the tests before this one.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        lines.start();
        loggers.forEach(logger -> {
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.INFO);
            logger.addAppender(lines);
        });
    }

    @AfterEach
    void restore() {
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
        levels.forEach((logger, level) -> {
            logger.detachAppender(lines);
            logger.setLevel(level);
        });
    }

    private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
        return start(StartupSummaryTest.class.getClassLoader(), type, properties);
    }

    private static ConfigurableApplicationContext start(
            ClassLoader classes, WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(new DefaultResourceLoader(classes), Host.class)
                .web(type)
                .properties(
                        "server.port=0",
                        "spring.datasource.generate-unique-name=true",
                        "spring.flyway.enabled=false",
                        "spring.liquibase.enabled=false")
                .properties(properties)
                .run();
    }

    /** Returns the lines of the starting thread. Contexts of other tests log on threads of their own. */
    private List<String> informed() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel() == Level.INFO)
                .filter(line ->
                        line.getThreadName().equals(Thread.currentThread().getName()))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void saysInOneLineWhatIsEnabledAndWhereTheConsoleIs() {
        try (ConfigurableApplicationContext host =
                start(WebApplicationType.SERVLET, "server.servlet.context-path=/shop")) {
            String port = host.getEnvironment().getProperty("local.server.port");

            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains(
                            "opsmon is ready: operation logs, login logs, online users." + " Console: http://localhost:"
                                    + port + "/shop/opsmon/",
                            "opsmon.chain.keys (seals are not signed)");
        }
    }

    @ParameterizedTest
    @CsvSource({"/, /opsmon/", "/shop, /shop/opsmon/"})
    void namesTheConsoleBelowTheContextPath(String contextPath, String console) {
        try (ConfigurableApplicationContext host =
                start(WebApplicationType.SERVLET, "server.servlet.context-path=" + contextPath)) {
            String port = host.getEnvironment().getProperty("local.server.port");

            assertThat(informed()).singleElement().asString().contains(" Console: http://localhost:" + port + console);
        }
    }

    @Test
    void namesTheConsoleOfAReactiveHost() {
        try (ConfigurableApplicationContext host = start(
                WebApplicationType.REACTIVE,
                "spring.webflux.base-path=/shop",
                "spring.reactor.context-propagation=auto")) {
            String port = host.getEnvironment().getProperty("local.server.port");

            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains(" Console: http://localhost:" + port + "/shop/opsmon/");
        }
    }

    @Test
    void namesNoConsoleWhereThereIsNone() {
        try (ConfigurableApplicationContext host =
                start(WebApplicationType.NONE, "opsmon.session-reference-key=0123456789abcdef0123456789abcdef")) {
            assertThat(host.isActive()).isTrue();
            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains("opsmon is ready: operation logs")
                    .doesNotContain("Console: ", "opsmon.session-reference-key");
        }
    }

    @Test
    void saysWhatToSetIfSpringSecurityIsMissing() {
        ClassLoader withoutSecurity =
                new FilteredClassLoader("org.springframework.security", "cn.dev33", "org.apache.shiro");
        try (ConfigurableApplicationContext host = start(withoutSecurity, WebApplicationType.SERVLET)) {
            assertThat(host.isActive()).isTrue();
            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains(
                            "Console: off, because Spring Security is not present.",
                            "set opsmon.web.access=permit-all",
                            "OpsmonAccess");
        }
    }

    @Test
    void namesTheConsoleThatIsOpenWithoutSpringSecurity() {
        ClassLoader withoutSecurity =
                new FilteredClassLoader("org.springframework.security", "cn.dev33", "org.apache.shiro");
        try (ConfigurableApplicationContext host =
                start(withoutSecurity, WebApplicationType.SERVLET, "opsmon.web.access=permit-all")) {
            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains(
                            "Console: http://localhost:" + host.getEnvironment().getProperty("local.server.port"));
        }
    }

    @Test
    void saysThatTheHostHasSwitchedTheConsoleOff() {
        try (ConfigurableApplicationContext host = start(WebApplicationType.SERVLET, "opsmon.web.enabled=false")) {
            assertThat(host.isActive()).isTrue();
            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains("Console: off, because opsmon.web.enabled is false");
        }
    }

    @Test
    void saysThatNoCapabilityIsEnabled() {
        try (ConfigurableApplicationContext host = start(
                WebApplicationType.SERVLET,
                "opsmon.operation-log.enabled=false",
                "opsmon.login-log.enabled=false",
                "opsmon.online-users.enabled=false")) {
            assertThat(host.isActive()).isTrue();
            assertThat(informed()).singleElement().asString().contains("Console: off, because no capability is");
        }
    }

    @Test
    void saysWhyAReactiveHostHasNoConsole() {
        ClassLoader withoutSecurity =
                new FilteredClassLoader("org.springframework.security", "cn.dev33", "org.apache.shiro");
        try (ConfigurableApplicationContext host =
                start(withoutSecurity, WebApplicationType.REACTIVE, "spring.reactor.context-propagation=auto")) {
            assertThat(host.isActive()).isTrue();
            assertThat(informed())
                    .singleElement()
                    .asString()
                    .contains("Console: off, because Spring Security is not present.");
        }
    }
}
