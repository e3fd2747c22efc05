package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonWebAutoConfiguration;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.change.ChangeText;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Operation logs over REST. */
@AutoConfiguration(after = {OperationLogAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean({ApiRoutes.class, OperationLogRepository.class, OperationLogRecorder.class})
public final class OperationLogApiAutoConfiguration {

    OperationLogApiAutoConfiguration() {}

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonOperationLogRoutes(
            ApiRoutes api,
            OperationLogRepository repository,
            OperationLogRecorder recorder,
            ChangeText text,
            OperationLogProperties properties) {
        EntryJson json = new EntryJson(text, properties.changes().language());
        return new OperationLogRoutes(api, repository, recorder, json).routes();
    }

    @Bean
    @Order(-1)
    @ConditionalOnBean(ChainVerificationRuns.class)
    RouterFunction<ServerResponse> opsmonVerificationRoutes(ApiRoutes api, ChainVerificationRuns runs) {
        return new VerificationRoutes(api, runs).routes();
    }
}
