package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.boot.log.keeping.LogKeeping;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.log.internal.forwarding.LogExporter;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import io.opsmon.operationlog.internal.forwarding.ForwardedOperations;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that forwards operation logs to the configured targets and to the host's
 * {@link OperationLogExporter} beans. Requires the chain, because exporters follow the chain.
 */
@AutoConfiguration(after = {OperationLogKeepingAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(name = "opsmonOperationLogChain")
@EnableConfigurationProperties(OperationLogProperties.class)
public final class OperationLogForwardingAutoConfiguration {

    OperationLogForwardingAutoConfiguration() {}

    @Bean
    Forwardings<OperationLogEntry> opsmonForwardings(
            LogKeeping keeping,
            ObjectProvider<Maintenance> maintenance,
            OperationLogProperties properties,
            ObjectProvider<OperationLogExporter> exporters) {
        List<LogExporter<OperationLogEntry>> ofHost = exporters
                .orderedStream()
                .<LogExporter<OperationLogEntry>>map(HostExporter::new)
                .toList();
        return Forwardings.of(
                ForwardedOperations.LOG,
                keeping,
                maintenance::getObject,
                "opsmon.operation-log.forwarding",
                properties.forwarding(),
                ofHost);
    }
}
