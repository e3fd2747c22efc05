package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.SecondTransactionManagerTest.Host.Shop;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.recording.Consistency;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionTemplate;

/** A host with two databases. The tables of opsmon are in the first database. */
class SecondTransactionManagerTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        private static DataSource database(String name) {
            return DataSourceBuilder.create()
                    .url("jdbc:h2:mem:" + name + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                    .build();
        }

        @Bean
        @Primary
        DataSource first() {
            return database("first");
        }

        @Bean
        DataSource second() {
            return database("second");
        }

        @Bean
        @Primary
        JdbcTransactionManager firstTransactions(DataSource first) {
            return new JdbcTransactionManager(first);
        }

        @Bean
        JdbcTransactionManager secondTransactions(@Qualifier("second") DataSource second) {
            return new JdbcTransactionManager(second);
        }

        @Bean
        Shop shop() {
            return new Shop();
        }

        static class Shop {

            @Transactional("secondTransactions")
            @OperationLog(description = "rolled back", consistency = Consistency.TRANSACTIONAL)
            public void rollBack() {
                TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
            }

            @Transactional("secondTransactions")
            @OperationLog(description = "committed", consistency = Consistency.TRANSACTIONAL)
            public void commit() {}
        }
    }

    private static void run(Consumer<ConfigurableApplicationContext> test) {
        try (ConfigurableApplicationContext host = new SpringApplicationBuilder(Host.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.flyway.enabled=false",
                        "spring.liquibase.enabled=false",
                        "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID())
                .run()) {
            test.accept(host);
        }
    }

    private static List<String> recorded(ConfigurableApplicationContext host) {
        host.getBean(OperationLogRecorder.class).flush(Duration.ofSeconds(5));
        return host.getBean(OperationLogRepository.class).find(OperationLogFilter.ALL).items().stream()
                .map(OperationLogEntry::description)
                .toList();
    }

    @Test
    void recordsNoSuccessOfARolledBackTransaction() {
        run(host -> {
            host.getBean(Shop.class).rollBack();
            host.getBean(Shop.class).commit();

            assertThat(recorded(host)).containsExactly("committed");
        });
    }

    @Test
    void followsTheInnerTransactionInsideOneOfTheFirstDatabase() {
        run(host -> {
            Shop shop = host.getBean(Shop.class);
            TransactionTemplate first =
                    new TransactionTemplate(host.getBean("firstTransactions", JdbcTransactionManager.class));

            first.executeWithoutResult(status -> shop.rollBack());
            first.executeWithoutResult(status -> {
                shop.commit();
                status.setRollbackOnly();
            });

            assertThat(recorded(host)).containsExactly("committed");
        });
    }
}
