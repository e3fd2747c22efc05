package io.opsmon.boot.datachange;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.datachange.internal.TriggerUpkeep.Problem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

class EntityChangesTest {

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private final ApplicationContextRunner host = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ImportCandidates.load(AutoConfiguration.class, EntityChangesTest.class.getClassLoader())
                            .getCandidates()
                            .stream()
                            .filter(name -> name.startsWith("io.opsmon."))
                            .map(name -> ClassUtils.resolveClassName(name, null))
                            .toArray(Class<?>[]::new)))
            .withConfiguration(
                    AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database,
                    "spring.application.name=shop",
                    "opsmon.login-log.enabled=false",
                    "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID(),
                    "opsmon.data-changes.tables=item");

    private static int triggers(ApplicationContext context) {
        Integer count = context.getBean(JdbcTemplate.class)
                .queryForObject("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TRIGGERS", Integer.class);
        return count == null ? 0 : count;
    }

    @Test
    void removesTheTriggersAndReportsThatHibernateIsMissing() {
        host.run(context -> {
            context.getBean(JdbcTemplate.class).execute("CREATE TABLE item (id INT PRIMARY KEY)");
            context.getBean(TriggerMaintenance.class).run();
            assertThat(triggers(context)).isEqualTo(3);
        });
        host.withPropertyValues("opsmon.data-changes.capture=hibernate").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(triggers(context)).isZero();
            assertThat(context.getBean(TriggerMaintenance.class).last().captured())
                    .isEmpty();
            assertThat(context.getBean(TriggerMaintenance.class).last().problems())
                    .extracting(Problem::message)
                    .containsExactly("Hibernate is not on the class path");
        });
    }
}
