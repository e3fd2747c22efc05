package io.opsmon.sample;

import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.aot.DisabledInAotMode;

// The database server would keep the process that prepares the contexts alive.
@DisabledInAotMode
// Closes the context before the JVM ends, because the end of the JVM stops database and application at the same time.
@DirtiesContext
@ActiveProfiles("postgres")
class BackOfficeOnPostgresTest extends BackOfficeContract {

    @Override
    void requireBackupTools() throws InterruptedException {
        TestTools.require("pg_dump");
    }

    @DynamicPropertySource
    static void useServerOfTests(DynamicPropertyRegistry properties) {
        String url = TestDatabases.postgresUrl();
        properties.add("spring.datasource.url", () -> url);
        properties.add("spring.datasource.username", () -> "postgres");
        properties.add("spring.datasource.password", () -> "");
    }
}
