package io.opsmon.hosts.twodatabases;

import com.zaxxer.hikari.HikariDataSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The primary database has the orders and the tables of opsmon, the other one the reports. */
@Configuration
class DataSources {

    private static HikariDataSource h2() {
        return DataSourceBuilder.create()
                .type(HikariDataSource.class)
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .build();
    }

    @Bean
    @Primary
    HikariDataSource orders() {
        return h2();
    }

    @Bean
    @LiquibaseDataSource
    HikariDataSource reports() {
        return h2();
    }

    @Bean
    @Primary
    JdbcTransactionManager orderTransactions(DataSource orders) {
        return new JdbcTransactionManager(orders);
    }

    @Bean
    JdbcTransactionManager reportTransactions(@Qualifier("reports") DataSource reports) {
        return new JdbcTransactionManager(reports);
    }
}
