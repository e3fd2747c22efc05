package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonWebAutoConfiguration;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.PersonalData;
import io.opsmon.operationlog.change.ChangeText;
import io.opsmon.operationlog.interception.OperationRecording;
import io.opsmon.operationlog.jdbc.JdbcOperationLogRetention;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Operation logs over REST. */
@AutoConfiguration(
        after = {
            OperationLogAutoConfiguration.class,
            OperationLogRetentionAutoConfiguration.class,
            OpsmonWebAutoConfiguration.class
        })
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean({ApiRoutes.class, OperationLogRepository.class, OperationLogRecorder.class})
public final class OperationLogApiAutoConfiguration {

    OperationLogApiAutoConfiguration() {}

    @Bean
    EntryJson opsmonEntryJson(ChangeText text, OperationLogProperties properties) {
        return new EntryJson(text, properties.changes().language());
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonOperationLogRoutes(
            ApiRoutes api, OperationLogRepository repository, OperationLogRecorder recorder, EntryJson json) {
        return new OperationLogRoutes(api, repository, recorder, json).routes();
    }

    // The more specific paths first: /operation-logs/{id} matches them all.

    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> opsmonExportRoutes(
            ApiRoutes api,
            OperationLogRepository repository,
            OperationRecording recording,
            ObjectProvider<Clock> clock) {
        return new ExportRoutes(api, repository, recording, clock.getIfUnique(Clock::systemUTC)).routes();
    }

    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> opsmonStatisticsRoutes(
            ApiRoutes api, OperationLogRepository repository, EntryJson json, ObjectProvider<Clock> clock) {
        return new StatisticsRoutes(api, repository, json, clock.getIfUnique(Clock::systemUTC)).routes();
    }

    @Bean
    @Order(-1)
    @ConditionalOnBean(ChainVerificationRuns.class)
    RouterFunction<ServerResponse> opsmonVerificationRoutes(ApiRoutes api, ChainVerificationRuns runs) {
        return new VerificationRoutes(api, runs).routes();
    }

    @Bean
    @Order(-1)
    @ConditionalOnBean(JdbcOperationLogRetention.class)
    RouterFunction<ServerResponse> opsmonRemovalRoutes(
            ApiRoutes api,
            JdbcOperationLogRetention retention,
            ObjectProvider<PersonalData> personalData,
            OperationRecording recording) {
        return new RemovalRoutes(api, retention, personalData.getIfAvailable(), recording).routes();
    }
}
