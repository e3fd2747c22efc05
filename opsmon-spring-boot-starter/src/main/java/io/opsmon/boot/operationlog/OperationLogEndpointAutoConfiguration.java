package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLogRecorder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the Actuator endpoint, for hosts that expose the endpoint. */
@AutoConfiguration(after = {OperationLogAutoConfiguration.class, OperationLogForwardingAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(OperationLogRecorder.class)
@ConditionalOnAvailableEndpoint(OperationLogEndpoint.class)
public final class OperationLogEndpointAutoConfiguration {

    OperationLogEndpointAutoConfiguration() {}

    @Bean
    OperationLogEndpoint opsmonOperationLogEndpoint(
            OperationLogRecorder recorder,
            @Qualifier("opsmonOperationLogVerificationRuns") ObjectProvider<ChainVerificationRuns> verification,
            ObjectProvider<Forwardings<?>> forwardings,
            Masking masking) {
        return new OperationLogEndpoint(
                recorder,
                verification.getIfAvailable(),
                forwardings.orderedStream().toList(),
                masking);
    }
}
