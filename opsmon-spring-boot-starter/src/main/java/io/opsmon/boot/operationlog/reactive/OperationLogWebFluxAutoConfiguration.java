package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.operationlog.OperationLogAutoConfiguration;
import io.opsmon.boot.operationlog.http.HttpOutcomeProperties;
import io.opsmon.boot.operationlog.http.HttpOutcomes;
import io.opsmon.boot.operationlog.http.HttpRecordingProperties;
import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerAdapter;

/** Auto-configuration of operators and entries of requests in reactive hosts. */
@AutoConfiguration(after = OperationLogAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnBean(OperationLogRecorder.class)
@EnableConfigurationProperties(HttpRecordingProperties.class)
public final class OperationLogWebFluxAutoConfiguration {

    OperationLogWebFluxAutoConfiguration() {}

    @Bean
    @ConditionalOnBooleanProperty("opsmon.operation-log.http.enabled")
    HandledErrors opsmonHandledErrors(ObjectProvider<HandlerAdapter> adapters) {
        return new HandledErrors(
                SingletonSupplier.of(() -> adapters.orderedStream().toList()));
    }

    @Bean
    ReactiveRecordingFilter opsmonReactiveRecordingFilter(
            HttpRecordingProperties properties,
            HttpOutcomeProperties outcomes,
            ObjectProvider<HttpOutcomeResolver> resolvers,
            OperationRecording recording,
            Masking masking,
            PayloadWriter payloads,
            ObjectProvider<Clock> clock,
            Environment environment) {
        @Nullable
        HttpRecordingRules rules = properties.enabled()
                ? HttpRecordingRules.of(properties, environment.getProperty("opsmon.web.base-path", "/opsmon"))
                : null;
        return new ReactiveRecordingFilter(
                rules,
                new HttpOutcomes(outcomes, resolvers.orderedStream().toList(), masking),
                recording,
                payloads,
                masking,
                clock.getIfUnique(Clock::systemUTC),
                environment.getProperty("server.reactive.session.cookie.name", "SESSION"));
    }

    @Bean
    ContextPropagationHint opsmonContextPropagationHint(Environment environment) {
        return new ContextPropagationHint(environment.getProperty("spring.reactor.context-propagation", "limited"));
    }
}
