package io.opsmon.sample;

import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Path;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.aot.DisabledInAotMode;

// Its server would keep the process that makes the contexts alive.
@DisabledInAotMode
// Before the JVM ends, which stops the database at the same time as the application.
@DirtiesContext
@ActiveProfiles("mariadb")
class BackOfficeOnMariaDbTest extends BackOfficeContract {

    @DynamicPropertySource
    static void useServerOfTests(DynamicPropertyRegistry properties) {
        String url = TestDatabases.mariaDbUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("spring.datasource.username", () -> "tester");
        properties.add("spring.datasource.password", () -> "");
        Path tools = TestDatabases.mariaDbTools();
        if (tools != null) {
            properties.add("opsmon.backup.tools-directory", () -> tools);
        }
    }
}
