package io.opsmon.sample;

import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Path;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.aot.DisabledInAotMode;

// The database server would keep the process that prepares the contexts alive.
@DisabledInAotMode
// Closes the context before the JVM ends, because the end of the JVM stops database and application at the same time.
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
