package io.opsmon.boot.datachange;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonDatabaseProperties;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.jdbc.WritePaths;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.internal.interception.CallFacts;
import java.time.Clock;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration of data changes, if tables are configured. */
@AutoConfiguration(
        after = {OpsmonDatabaseAutoConfiguration.class, InstanceAutoConfiguration.class},
        before = OpsmonMaintenanceAutoConfiguration.class)
@ConditionalOnDataChanges
@ConditionalOnBean(OpsmonDatabase.class)
@EnableConfigurationProperties(DataChangeProperties.class)
public final class DataChangeAutoConfiguration {

    DataChangeAutoConfiguration() {}

    @Bean
    static OpsmonSchema opsmonDataChangeSchema() {
        return new OpsmonSchema("data-change");
    }

    /** Keeps the beans if no tables are configured. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static OriginProcessor opsmonOriginProcessor(
            ObjectProvider<CurrentOrigin> origin, ObjectProvider<WritePaths> paths, Environment environment) {
        boolean isOff = OnDataChangesCondition.tables(environment).isEmpty();
        return new OriginProcessor(
                isOff
                        ? null
                        : SingletonSupplier.of(() -> new OriginDataSource(origin.getObject(), paths.getObject()))
                                ::obtain);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static WritePaths opsmonWritePaths(ObjectProvider<OpsmonDatabase> database) {
        return new WritePaths(() -> database.getObject().dataSource());
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CurrentOrigin opsmonCurrentOrigin(
            Instance instance, ObjectProvider<CallFacts> facts, ObjectProvider<OperationLogRecorder> recorder) {
        return new CurrentOrigin(instance, facts, recorder);
    }

    @Bean
    JdbcDataChanges opsmonDataChanges(OpsmonDatabase database, OpsmonDatabaseProperties properties) {
        return new JdbcDataChanges(database.dataSource(), properties.queryTimeout());
    }

    @Bean
    AuditedFields opsmonAuditedFields(ListableBeanFactory beans) {
        return new AuditedFields(beans);
    }

    @Bean
    TriggerMaintenance opsmonTriggerMaintenance(
            OpsmonDatabase database,
            DataChangeProperties properties,
            Instance instance,
            Masking masking,
            AuditedFields fields,
            JdbcDataChanges changes,
            WritePaths paths,
            CurrentOrigin origin,
            ListableBeanFactory beans,
            Problems problems,
            ObjectProvider<Clock> clock) {
        return new TriggerMaintenance(
                database,
                paths,
                // The entities are known after the start of JPA.
                SingletonSupplier.of(() -> properties.toSettings(instance.application(), masking, fields)),
                new EntityChanges(beans, new OriginDataSource(origin, paths)),
                changes,
                problems,
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    MaintenanceTask opsmonTriggerCheck(TriggerMaintenance triggers, DataChangeProperties properties) {
        return new MaintenanceTask("data-change-triggers", properties.checkInterval(), triggers::run);
    }
}
