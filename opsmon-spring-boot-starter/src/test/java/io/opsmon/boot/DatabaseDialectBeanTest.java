package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.health.Problems;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** A host registers a dialect of its own, as docs/databases.md shows it. */
class DatabaseDialectBeanTest {

    private final ApplicationContextRunner host = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ImportCandidates.load(AutoConfiguration.class, DatabaseDialectBeanTest.class.getClassLoader())
                            .getCandidates()
                            .stream()
                            .filter(name -> name.startsWith("io.opsmon."))
                            .map(name -> ClassUtils.resolveClassName(name, null))
                            .toArray(Class<?>[]::new)))
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, AopAutoConfiguration.class))
            .withUserConfiguration(Shop.class)
            .withPropertyValues(
                    // Refused without a dialect: this mode of H2 has no LIMIT.
                    "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=STRICT;DB_CLOSE_DELAY=-1",
                    "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID());

    public static class Shop {

        @OperationLog(description = "sold #{#what}")
        public void sell(String what) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class WithDialect {

        @Bean
        DatabaseDialect strictDatabase() {
            return new DatabaseDialect() {

                @Override
                public boolean supports(Connection connection) throws SQLException {
                    return connection.getMetaData().getDatabaseProductName().equals("H2");
                }

                @Override
                public DatabaseFamily family() {
                    return DatabaseFamily.H2;
                }

                @Override
                public String limit(String rows) {
                    return "FETCH FIRST " + rows + " ROWS ONLY";
                }
            };
        }
    }

    @Test
    void storesInADatabaseOfTheHostsDialect() {
        host.withUserConfiguration(WithDialect.class).run(context -> {
            context.getBean(Shop.class).sell("tea");
            context.getBean(OperationLogRecorder.class).flush(Duration.ofSeconds(5));

            assertThat(context.getBean(OperationLogRepository.class)
                            .find(OperationLogFilter.ALL)
                            .items())
                    .extracting(OperationLogEntry::description)
                    .containsExactly("sold tea");
            assertThat(context.getBean(Problems.class).current()).isEmpty();
        });
    }

    @Test
    void namesTheReasonWithoutADialect() {
        host.run(context -> assertThat(context.getBean(Problems.class).current().toString())
                .contains("MODE=STRICT", "it has no LIMIT"));
    }
}
