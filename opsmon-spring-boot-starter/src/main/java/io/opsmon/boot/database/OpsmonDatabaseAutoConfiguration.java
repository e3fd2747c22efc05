package io.opsmon.boot.database;

import io.opsmon.boot.health.OpsmonHealthAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaException;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.jdbc.DatabaseDialect;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
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
        after = OpsmonHealthAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
        })
@ConditionalOnClass(DataSource.class)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(OpsmonDatabaseProperties.class)
public final class OpsmonDatabaseAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OpsmonDatabaseAutoConfiguration.class);

    private static final String PART = "database";

    OpsmonDatabaseAutoConfiguration() {}

    /**
     * Created for the first capability that needs it. If all capabilities are off, a host has no tables and no
     * connection of opsmon.
     */
    // After the host's own migrations: Flyway refuses a schema with tables that it did not create.
    @Bean
    @Lazy
    @DependsOnDatabaseInitialization
    @ConditionalOnMissingBean
    OpsmonDatabase opsmonDatabase(
            BeanFactory beans,
            OpsmonDatabaseProperties properties,
            List<OpsmonSchema> schemas,
            ObjectProvider<DatabaseDialect> dialects,
            Problems problems) {
        DataSource target = target(beans, properties, problems);
        List<String> changelogs =
                schemas.stream().map(OpsmonSchema::changelog).sorted().toList();
        Set<String> options =
                schemas.stream().flatMap(schema -> schema.options().stream()).collect(Collectors.toSet());
        Dialects known = new Dialects(dialects.orderedStream().toList());
        MigratedDataSource migrated = new MigratedDataSource(
                target, new SchemaMigrator(target, changelogs, options, known), properties.migration());
        migrate(migrated, properties.required());
        problems.watch(PART, migrated::problem);
        return new OpsmonDatabase(migrated);
    }

    private static void migrate(MigratedDataSource migrated, boolean isRequired) {
        try {
            migrated.migrate();
        } catch (SchemaException failure) {
            if (isRequired) {
                throw failure;
            }
            log.error(
                    "{} The application starts without the tables, entries are buffered on disk, and the migration is"
                            + " retried. Set opsmon.database.required=true to stop the start instead.",
                    failure.getMessage(),
                    failure.getCause());
        }
    }

    private static DataSource target(BeanFactory beans, OpsmonDatabaseProperties properties, Problems problems) {
        if (properties.required()) {
            return dataSource(beans, properties.dataSource());
        }
        return problems.orElse(
                PART,
                () -> dataSource(beans, properties.dataSource()),
                failure -> new UnavailableDataSource(String.valueOf(failure.getMessage())));
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
                            + ". Mark one bean as @Primary, name one bean \"opsmonDataSource\", or set"
                            + " opsmon.database.data-source to the name of a bean.",
                    several);
        }
    }
}
