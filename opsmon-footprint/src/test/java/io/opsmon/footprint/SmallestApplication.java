package io.opsmon.footprint;

import io.opsmon.boot.health.Problems;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Spring MVC, JDBC, H2 and opsmon. Public for {@link WithoutJars}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SmallestApplication {

    static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(SmallestApplication.class)
                .properties(
                        "server.port=0",
                        "opsmon.web.access=permit-all",
                        "logging.level.io.opsmon.boot.configuration=INFO",
                        "opsmon.recording.journal.directory=target/journal",
                        "spring.datasource.generate-unique-name=true")
                .properties(properties)
                .run();
    }

    /**
     * Starts the application without a web server, and stops it. Tomcat can be loaded only once in a JVM.
     *
     * @param property a property, {@code name=value}
     * @return the problems that the application reports, by part
     */
    public static Map<String, String> problems(String property) {
        try (ConfigurableApplicationContext application = start("spring.main.web-application-type=none", property)) {
            return application.getBean(Problems.class).current();
        }
    }
}
