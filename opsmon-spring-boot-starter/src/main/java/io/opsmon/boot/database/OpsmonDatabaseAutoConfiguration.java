package io.opsmon.boot.database;

import io.opsmon.schema.MigratedDataSource;
import io.opsmon.schema.SchemaMigrator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Finds the DataSource of opsmon's tables and migrates them. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
        })
@ConditionalOnClass(DataSource.class)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(OpsmonDatabaseProperties.class)
public final class OpsmonDatabaseAutoConfiguration {

    OpsmonDatabaseAutoConfiguration() {}

    /** Made for the first capability that asks, so that a host with all of them off has no tables and no connection of ours. */
    // After the host's own migrations: Flyway refuses a schema in which it finds tables of others.
    @Bean
    @Lazy
    @DependsOnDatabaseInitialization
    @ConditionalOnMissingBean
    OpsmonDatabase opsmonDatabase(BeanFactory beans, OpsmonDatabaseProperties properties, List<OpsmonSchema> schemas) {
        DataSource target = dataSource(beans, properties.dataSource());
        List<String> changelogs =
                schemas.stream().map(OpsmonSchema::changelog).sorted().toList();
        Set<String> options =
                schemas.stream().flatMap(schema -> schema.options().stream()).collect(Collectors.toSet());
        MigratedDataSource migrated =
                new MigratedDataSource(target, new SchemaMigrator(target, changelogs, options), properties.migration());
        migrated.migrate();
        return new OpsmonDatabase(migrated);
    }

    private static DataSource dataSource(BeanFactory beans, String name) {
        if (beans.containsBean(name)) {
            return beans.getBean(name, DataSource.class);
        }
        try {
            return beans.getBean(DataSource.class);
        } catch (NoUniqueBeanDefinitionException several) {
            throw new IllegalStateException(
                    "opsmon cannot choose between several DataSource beans " + several.getBeanNamesFound()
                            + ". Mark one as @Primary, name one \"opsmonDataSource\", or name the one to take in opsmon.database.data-source.",
                    several);
        }
    }
}
