package io.opsmon.boot.database;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.masking.Masking;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Runs the {@link MaintenanceTask} beans of the enabled capabilities. */
@AutoConfiguration(after = OpsmonDatabaseAutoConfiguration.class)
@ConditionalOnBean(OpsmonDatabase.class)
public final class OpsmonMaintenanceAutoConfiguration {

    OpsmonMaintenanceAutoConfiguration() {}

    @Bean
    @Lazy
    Maintenance opsmonMaintenance(OpsmonDatabase database) {
        return new Maintenance(database.dataSource());
    }

    @Bean
    SmartLifecycle opsmonMaintenanceLifecycle(
            ObjectProvider<Maintenance> maintenance, ObjectProvider<MaintenanceTask> tasks, Problems problems) {
        return new MaintenanceLifecycle(maintenance, tasks, problems);
    }

    /**
     * Health component {@code opsmonMaintenance}: DEGRADED if a task does not run, for example sealing or retention.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        private static final Status DEGRADED = new Status("DEGRADED");

        @Bean
        @ConditionalOnMissingBean(name = "opsmonMaintenanceHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("opsmon-maintenance")
        HealthIndicator opsmonMaintenanceHealthIndicator(ObjectProvider<Maintenance> maintenance, Masking masking) {
            return () -> {
                Map<String, String> problems = maintenance.getObject().problems();
                Health.Builder health = problems.isEmpty() ? Health.up() : Health.status(DEGRADED);
                problems.forEach((task, problem) -> health.withDetail(task, masking.masked(problem)));
                return health.build();
            };
        }
    }

    /** Starts after all other parts, and stops before the parts that the tasks need. */
    private static final class MaintenanceLifecycle extends GuardedLifecycle {

        private final ObjectProvider<Maintenance> maintenance;
        private final ObjectProvider<MaintenanceTask> tasks;

        MaintenanceLifecycle(
                ObjectProvider<Maintenance> maintenance, ObjectProvider<MaintenanceTask> tasks, Problems problems) {
            super("maintenance", problems);
            this.maintenance = maintenance;
            this.tasks = tasks;
        }

        @Override
        protected void begin() {
            tasks.orderedStream()
                    .forEach(task -> maintenance.getObject().schedule(task.name(), task.interval(), task.task()));
        }

        @Override
        protected void end() {
            if (tasks.stream().findAny().isPresent()) {
                maintenance.getObject().close();
            }
        }

        /** Stops after forwarding, which needs the locks of maintenance. */
        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 1_000;
        }
    }
}
