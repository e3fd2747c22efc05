package io.opsmon.hosts.ruoyi;

import com.alibaba.druid.pool.DruidDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** A master pool of Druid behind a DataSource that routes by thread. */
@Configuration
class DataSources {

    static final ThreadLocal<@Nullable String> KEY = new ThreadLocal<>();

    @Bean(destroyMethod = "close")
    @ConfigurationProperties("spring.datasource.druid.master")
    DruidDataSource masterDataSource() {
        return new DruidDataSource();
    }

    @Bean
    @Primary
    DataSource dynamicDataSource(DruidDataSource masterDataSource) {
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected @Nullable Object determineCurrentLookupKey() {
                return KEY.get();
            }
        };
        routing.setDefaultTargetDataSource(masterDataSource);
        routing.setTargetDataSources(Map.of("MASTER", masterDataSource));
        return routing;
    }
}
